// Journals as values and as files: what is written is read, what is damaged is nothing.
#include "openocd-driver/failure.hpp"
#include "openocd-driver/journal/journal-folder.hpp"
#include "tests/unit/catch.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>

using namespace xspi;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
namespace fs = std::filesystem;

namespace {

Journal some_journal() {
    Journal journal;
    journal.key = {"00290031510C333438363532", "XSPI2", "C28139", ""};
    journal.board = "nucleo_h7s3l8";
    journal.bank = "ext";
    journal.began = "2026-11-29 12:00:00 UTC";
    journal.base = 0x70000000;
    journal.page_size = 256;
    std::vector<std::uint8_t> block(4096, 0xFF);
    block[10] = 1;
    journal.blocks.push_back({0x3000, block, {}, {{0x300A, {1, 0xFF, 0xFF}}}, false});
    journal.blocks.push_back({0x8000, block, block, {{0x8000, std::vector<std::uint8_t>(11, 0x77)}}, false});
    return journal;
}

struct Folder {
    Folder() {
        std::string name = (fs::temp_directory_path() / "xspi-journal-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    fs::path path;
};

std::vector<std::uint8_t> read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("A journal that is written is read as it was, with its marks") {
    Journal journal = some_journal();
    CHECK(decode(encode(journal)) == journal);
    journal.blocks[1].back = true;
    CHECK(decode(encode(journal)) == journal);
    CHECK_FALSE(journal.settled());
    CHECK(journal.foreign_bytes() == 3);
    CHECK(journal.places() == "0x7000300A-0x7000300C");
    journal.blocks[0].back = true;
    CHECK(journal.settled());
}

TEST_CASE("A journal that is damaged anywhere, or cut off, is none") {
    const auto file = encode(some_journal());
    for (std::size_t at = 0; at < file.size(); at += 7) {
        auto damaged = file;
        damaged[at] ^= 0x20;
        CHECK_FALSE(decode(damaged));
        CHECK_FALSE(decode(std::span(file).first(at)));
    }
}

TEST_CASE("A mark that is damaged or cut off counts as none, one of no block neither") {
    const Journal journal = some_journal();
    for (const auto& mark : {encode_mark(7), std::vector<std::uint8_t>{1, 0, 0, 0, 0, 0, 0, 0},
                             std::vector<std::uint8_t>{0, 0, 0}}) {
        auto file = encode(journal);
        file.insert(file.end(), mark.begin(), mark.end());
        CHECK(decode(file) == journal);
    }
}

TEST_CASE("Marks of a job whose verification failed do not count") {
    auto file = encode(some_journal());
    for (const std::uint32_t block : {0u, kNoBlock}) {
        const auto mark = encode_mark(block);
        file.insert(file.end(), mark.begin(), mark.end());
    }
    CHECK(decode(file) == some_journal());
}

TEST_CASE("A foreign byte lies in the block that the chip has there, whatever its smallest one is") {
    PlanGeometry geometry;
    geometry.size = 1u << 20;
    geometry.erase_types = {{4096, 0, {{0, 0x10000}}}, {0x10000, 0, {{0x10000, 0xF0000}}}};
    ProgramPlan plan;
    plan.steps.resize(1);
    plan.steps[0].kind = StepKind::Program;
    plan.steps[0].address = 0x20000;
    plan.steps[0].bytes.assign(0x10000, 0x5A);
    plan.steps[0].foreign = {{0x20000, 0x1003}, {0x22000, 0xE000}};
    const BlocksAtRisk risk = blocks_at_risk(plan, EraseLayout(geometry));
    REQUIRE(risk.blocks.size() == 1);
    CHECK((risk.blocks[0].address == 0x20000 && risk.blocks[0].bytes.size() == 0x10000));
    CHECK(risk.blocks[0].foreign.size() == 2);
}

TEST_CASE("A whole file of somebody else's making is no journal, whatever it says") {
    Journal journal = some_journal();
    journal.blocks[0].foreign[0].address = 0x4000; // outside of its block
    CHECK_FALSE(decode(encode(journal)));
}

TEST_CASE("The folder keeps journals of the same name apart, lists, marks and removes them") {
    const Folder temporary;
    const JournalFolder folder(temporary.path / "a/b");
    CHECK(folder.empty());
    const auto first = folder.store(some_journal()), second = folder.store(some_journal());
    CHECK(first != second);
    CHECK(fs::exists(first));
    JournalFolder::mark(first, 1);
    auto listed = folder.list();
    REQUIRE(listed.size() == 2);
    for (const auto& file : listed) CHECK(file.journal->blocks[1].back == (file.path == first));
    std::ofstream(temporary.path / "a/b/broken.journal") << "XSPIJNL1 and then nothing";
    std::ofstream(temporary.path / "a/b/empty.journal");
    listed = folder.list();
    REQUIRE(listed.size() == 3);
    CHECK_FALSE(listed[0].journal);
    JournalFolder::remove(first);
    CHECK(folder.list().size() == 2);
    CHECK(read(second) == encode(some_journal()));
}

TEST_CASE("A folder that cannot be written refuses the job and says what there is to choose") {
    const Folder temporary;
    std::ofstream(temporary.path / "file");
    const JournalFolder folder(temporary.path / "file/journal");
    CHECK_THROWS_WITH(folder.store(some_journal()),
                      StartsWith("XSPI-0555: 14 bytes") && ContainsSubstring("nothing was changed") &&
                          ContainsSubstring("XSPI_STATE") && ContainsSubstring("xspi journal off"));
}

TEST_CASE("The folder is XSPI_STATE's, else XDG's, else the home's") {
    const char* state = std::getenv("XSPI_STATE");
    const std::string before = state ? state : "";
    ::setenv("XSPI_STATE", "/s", 1);
    CHECK(JournalFolder::of_user().path() == "/s/journal");
    ::unsetenv("XSPI_STATE");
    ::setenv("XDG_STATE_HOME", "/x", 1);
    CHECK(JournalFolder::of_user().path() == "/x/openocd-xspi/journal");
    ::setenv("XDG_STATE_HOME", "relative", 1);
    CHECK_THAT(JournalFolder::of_user().path().string(),
               ContainsSubstring(".local/state/openocd-xspi/journal"));
    ::unsetenv("XDG_STATE_HOME");
    if (!before.empty()) ::setenv("XSPI_STATE", before.c_str(), 1);
}

TEST_CASE("Foreign bytes of a 64 KiB erase are kept by their smallest blocks") {
    ProgramPlan plan;
    PlanStep erase;
    erase.size = 4096;
    PlanStep merged;
    merged.kind = StepKind::Program;
    merged.address = 0x10000;
    merged.erase_first_size = 0x10000;
    merged.bytes.assign(0xFF00, 0x5A); // trimmed: the rest is FFh
    merged.bytes[0] = 1;
    merged.bytes[0x3001] = 2;
    merged.foreign = {{0x10000, 1}, {0x13000, 5}, {0x13100, 2}};
    plan.steps = {erase, merged};
    PlanGeometry geometry;
    geometry.size = 1u << 20;
    geometry.erase_types = {{4096, 0, {}}};
    const BlocksAtRisk risk = blocks_at_risk(plan, EraseLayout(geometry));
    REQUIRE(risk.blocks.size() == 2);
    CHECK(risk.steps == std::vector<std::size_t>{1, 1});
    CHECK(risk.blocks[0].address == 0x10000);
    CHECK(risk.blocks[0].foreign == std::vector<JournalPiece>{{0x10000, {1}}});
    CHECK(risk.blocks[1].bytes.size() == 4096);
    REQUIRE(risk.blocks[1].foreign.size() == 2);
    CHECK(risk.blocks[1].foreign[0].bytes == std::vector<std::uint8_t>{0x5A, 2, 0x5A, 0x5A, 0x5A});
}
