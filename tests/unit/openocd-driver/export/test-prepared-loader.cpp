#include "openocd-driver/export/prepared-loader.hpp"
#include "openocd-driver/loader/loader.hpp"
#include "tests/unit/catch.hpp"

#include <cstring>

using namespace xspi;

namespace {

std::uint32_t word(std::span<const std::uint8_t> bytes, std::size_t at) {
    std::uint32_t value;
    std::memcpy(&value, bytes.data() + at, sizeof(value));
    return value;
}

constexpr ControllerKind kKinds[] = {ControllerKind::Xspi, ControllerKind::QuadSpi, ControllerKind::Spi,
                                     ControllerKind::SpiV2};

PreparedLoader prepared(Cpu cpu, ControllerKind kind, std::uint32_t address) {
    Family family;
    family.cpu = cpu;
    ExportedMemory memory;
    memory.facts.magic = loader::kFactsMagic;
    memory.facts.connection.kind = kind;
    return prepare_loader(Board{BoardFacts{}, family, Device{}}, memory, address);
}

} // namespace

TEST_CASE("There is a loader for every controller of every CPU", "[export]") {
    for (const ControllerKind kind : kKinds) CHECK(find_loader_image(Cpu::CortexM7, kind) != nullptr);
    CHECK(find_loader_image(Cpu::CortexM4, ControllerKind::QuadSpi) != nullptr);
    CHECK(find_loader_image(Cpu::CortexM4, ControllerKind::Spi) != nullptr);
    CHECK(find_loader_image(Cpu::CortexM4, ControllerKind::Xspi) == nullptr);
}

TEST_CASE("A moved loader differs by the distance, in the listed words alone", "[export]") {
    constexpr std::uint32_t kAt = 0x24000004;
    for (const ControllerKind kind : kKinds) {
        const LoaderImage& image = *find_loader_image(Cpu::CortexM7, kind);
        const PreparedLoader here = prepared(Cpu::CortexM7, kind, 0),
                             there = prepared(Cpu::CortexM7, kind, kAt);
        REQUIRE(here.bytes.size() == there.bytes.size());
        std::size_t moved = 0, listed = 0;
        for (std::size_t at = 0; at < here.bytes.size(); at += 4) {
            const std::uint32_t distance = word(there.bytes, at) - word(here.bytes, at);
            if (distance != 0) CHECK(distance == kAt);
            moved += distance != 0;
        }
        for (std::uint32_t at = image.relocations; image.bytes[at] != 0 || image.bytes[at + 1] != 0; at += 2)
            listed++;
        CHECK(moved == listed + 1); // and the word that says where it is
        CHECK(listed > 100);
        CHECK(word(there.bytes, image.moved_to) == kAt);
        CHECK(word(there.bytes, image.facts) == loader::kFactsMagic);
        CHECK(there.function(LoaderFunction::FlmInit) == kAt + image.functions[0]);
    }
}

TEST_CASE("A loader, a page and a tool's stack have room in 64 KiB", "[export]") {
    for (const ControllerKind kind : kKinds) {
        const PreparedLoader loader = prepared(Cpu::CortexM7, kind, 0);
        CHECK(loader.whole().size() == loader.memory);
        CHECK(loader.memory + loader::kPage + 1024 <= 64u << 10);
    }
}
