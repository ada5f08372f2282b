#include "program/memory-file.hpp"
#include "program/usage-error.hpp"
#include "temporary-folder.hpp"
#include "tests/unit/catch.hpp"

#include <sys/stat.h>

using namespace vb;
using namespace vb::test;
using Bytes = std::vector<std::uint8_t>;

namespace {
struct Bench {
    TemporaryFolder folder;
    Bytes bytes = Bytes(64, 0x55);
    NamedMemory memory{0x08000000, bytes};
};
} // namespace

TEST_CASE("a missing bin file is an erased memory and holds it when it is stored") {
    Bench b;
    { const MemoryFile never_stored(b.folder.file("flash.bin"), b.memory, 0xFF); }
    CHECK(b.folder.files() == 0);
    MemoryFile file(b.folder.file("flash.bin"), b.memory, 0xFF);
    CHECK(b.bytes == Bytes(64, 0xFF));
    file.store();
    CHECK(b.folder.read("flash.bin") == Bytes(64, 0xFF));
    CHECK(b.folder.files() == 1); // no temporary file stays
}

TEST_CASE("a bin file fills the memory from its first byte, the rest is erased") {
    Bench b;
    MemoryFile file(b.folder.write("flash.bin", {1, 2, 3}), b.memory, 0xFF);
    CHECK((b.bytes[0] == 1 && b.bytes[2] == 3 && b.bytes[3] == 0xFF && b.bytes[63] == 0xFF));
}

TEST_CASE("a bin file is written back only if the memory has changed") {
    Bench b;
    MemoryFile file(b.folder.write("flash.bin", {1, 2, 3}), b.memory, 0xFF);
    file.store();
    CHECK(b.folder.read("flash.bin") == Bytes{1, 2, 3});
    b.bytes[10] = 0x42;
    file.store();
    REQUIRE(b.folder.read("flash.bin").size() == 64);
    CHECK(b.folder.read("flash.bin")[10] == 0x42);
}

TEST_CASE("a hex file is never written") {
    Bench b;
    const std::string text = ":020000040800F2\n:0100000055AA\n:00000001FF\n";
    const Bytes content(text.begin(), text.end());
    MemoryFile file(b.folder.write("flash.hex", content), b.memory, 0xFF);
    CHECK((b.bytes[0] == 0x55 && b.bytes[1] == 0xFF));
    b.bytes[1] = 0;
    file.store();
    CHECK(b.folder.read("flash.hex") == content);
}

TEST_CASE("a bin file above the memory's size is refused by its size, before it is read") {
    Bench b;
    b.folder.write("big.bin", {1});
    std::filesystem::resize_file(b.folder.file("big.bin"), std::uintmax_t(1) << 40); // not on the disk
    CHECK_THROWS_WITH(MemoryFile(b.folder.file("big.bin"), b.memory, 0xFF),
                      Catch::Matchers::StartsWith("VB-IMG-003"));
}

TEST_CASE("contents outside the memory are refused") {
    Bench b;
    CHECK_THROWS_AS(MemoryFile(b.folder.write("big.bin", Bytes(65)), b.memory, 0xFF), UsageError);
    const std::string text = ":020000042400D6\n:0100000055AA\n:00000001FF\n";
    CHECK_THROWS_AS(MemoryFile(b.folder.write("ram.hex", Bytes(text.begin(), text.end())), b.memory, 0xFF),
                    UsageError);
}

TEST_CASE("what can never be written back is refused before the board works for nothing") {
    Bench b;
    mkfifo(b.folder.file("fifo.bin").c_str(), 0600);
    mkfifo(b.folder.file("fifo.hex").c_str(), 0600);
    for (const std::string& path : {std::string("/dev/full"), b.folder.file("no-folder/flash.bin"),
                                    b.folder.file("fifo.bin"), b.folder.file("fifo.hex")}) {
        CAPTURE(path);
        CHECK_THROWS_WITH(MemoryFile(path, b.memory, 0xFF),
                          Catch::Matchers::StartsWith("VB-IMG-006: " + path));
    }
}

TEST_CASE("a missing hex or elf file is an error") {
    Bench b;
    CHECK_THROWS_AS(MemoryFile(b.folder.file("no.elf"), b.memory, 0xFF), UsageError);
}
