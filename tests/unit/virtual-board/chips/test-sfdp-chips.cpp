// Every SFDP dump of tests/data/sfdp is a chip, or is refused with a sentence; a chip does as its tables say.
#include "chips/nor-chips.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/chips/quad-driver.hpp"

#include <filesystem>
#include <map>
#include <numeric>

using namespace vb;
using namespace vb::test;
using Catch::Matchers::ContainsSubstring;

namespace {

// The compiler was called in a build folder, the tests may run in it or above it.
std::filesystem::path dumps() {
    const auto here = std::filesystem::path(__FILE__).parent_path() / "../../../data/sfdp";
    for (const char* from : {".", "build", "build-sanitized"})
        if (std::filesystem::is_directory(from / here)) return from / here;
    return here;
}

struct Expected {
    const char* file;
    const char* refused; // or nullptr
    std::uint32_t id, mebibytes, largest_erase;
    unsigned types, quad_enable;
};

// By an independent decoder.
constexpr Expected kExpected[] = {
    {"at25ql128a", nullptr, 0x1F4218, 16, 64, 3, 1},
    {"gd25wq32e-cut", "VB-CHIP-006", 0, 0, 0, 0, 0},
    {"is25wp064", "VB-CHIP-006", 0, 0, 0, 0, 0},
    {"mt25q256aba-cerberus", "VB-CHIP-006", 0, 0, 0, 0, 0},
    {"mt25qu01g", nullptr, 0x20BB21, 128, 64, 3, 0},
    {"mt25qu256a", nullptr, 0x20BB19, 32, 64, 3, 0},
    {"mt35xu01g-qemu", nullptr, 0x2C5B1B, 128, 128, 3, 0}, // 7 is reserved: none
    {"mt35xu01gbba", "VB-CHIP-006", 0, 0, 0, 0, 0},
    {"mx25l12835f", nullptr, 0xC22018, 16, 64, 3, 0},
    {"mx25l1606e", "VB-CHIP-006", 0, 0, 0, 0, 0},
    {"mx25l25635f-cerberus", "VB-CHIP-006", 0, 0, 0, 0, 0},
    {"mx25l25635f-qemu", nullptr, 0xC22019, 32, 64, 3, 0},
    {"mx25l25645g-cerberus", "VB-CHIP-006", 0, 0, 0, 0, 0},
    {"mx25l25645g", "VB-CHIP-006", 0, 0, 0, 0, 0},
    {"mx25l25673g", nullptr, 0xC22019, 32, 64, 3, 2},
    {"mx25l3233f", nullptr, 0xC22016, 4, 64, 3, 0},
    {"mx25l3255e", nullptr, 0xC29E16, 4, 64, 3, 0},
    {"mx25l51245g-cerberus", "VB-CHIP-006", 0, 0, 0, 0, 0},
    {"mx25l6436e", nullptr, 0xC22017, 8, 64, 3, 0},
    {"mx25r6435f", "VB-CHIP-006", 0, 0, 0, 0, 0},
    {"mx25r8035f", "VB-CHIP-006", 0, 0, 0, 0, 0},
    {"mx25um25345g", nullptr, 0xC28339, 32, 0, 0, 0}, // an octal part of Macronix: that family's registers
    {"mx25um51345g", nullptr, 0xC2813A, 64, 0, 0, 0},
    {"mx25uw25645g", nullptr, 0xC28139, 32, 0, 0, 0},
    {"mx66l1g45g", nullptr, 0xC2201B, 128, 64, 3, 2},
    {"mx66l2g45g", nullptr, 0xC2201C, 256, 64, 3, 2},
    {"mx66l51235f", nullptr, 0xC2201A, 64, 64, 3, 0},
    {"mx66u1g45g", nullptr, 0xC2253B, 128, 64, 3, 2},
    {"mx66u2g45g", nullptr, 0xC2253C, 256, 64, 3, 2},
    {"mx66u51235f", nullptr, 0xC2253A, 64, 64, 3, 2},
    {"mx66uw1g45g", nullptr, 0xC2813B, 128, 0, 0, 0},
    {"mx66uw2g345g-cerberus", "VB-CHIP-006", 0, 0, 0, 0, 0},
    {"n25q256a-qemu", nullptr, 0x20BA19, 32, 64, 2, 0},
    {"n25q256a", nullptr, 0x20BA19, 32, 64, 2, 0},
    {"s25fs256t", nullptr, 0x342B19, 32, 128, 2, 5},
    {"s28hs02gt-cerberus", "VB-CHIP-006", 0, 0, 0, 0, 0},
    {"s28hs02gt", nullptr, 0x345B1C, 256, 256, 2, 0},
    {"sst26vf064b", nullptr, 0xBF2643, 8, 64, 4, 5},
    {"unregistered-464016", "VB-CHIP-006", 0, 0, 0, 0, 0},
    {"w25q01jv-iq", nullptr, 0xEF4021, 128, 64, 3, 4},
    {"w25q128fv", nullptr, 0xEF4018, 16, 64, 3, 0},
    {"w25q16jv-cerberus", nullptr, 0xEF4015, 2, 64, 3, 4},
    {"w25q256jv-cerberus", nullptr, 0xEF4019, 32, 64, 3, 4},
    {"w25q32jv", nullptr, 0xEF4016, 4, 64, 3, 4},
    {"w25q64jv-iq", nullptr, 0xEF4017, 8, 64, 3, 4},
    {"w25q64jv", nullptr, 0xEF4017, 8, 64, 3, 4},
    {"w25q64jw-m", nullptr, 0xEF8017, 8, 64, 3, 5},
};

NorPart part_of(const std::string& file) {
    auto part = part_named((dumps() / (file + ".sfdp")).string());
    if (const auto* wrong = std::get_if<std::string>(&part)) FAIL(*wrong);
    return std::get<NorPart>(part);
}

Form read_4(const NorPart& part, std::uint32_t at) {
    return {0x03, at, part.traits.four_byte_first ? 4u : 3u};
}

} // namespace

TEST_CASE("Every dump is a chip of the right size, or is refused for a table that it does not hold") {
    unsigned seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator(dumps())) {
        if (entry.path().extension() != ".sfdp") continue;
        const std::string name = entry.path().stem().string();
        INFO(name);
        const auto* expected = std::find_if(std::begin(kExpected), std::end(kExpected),
                                            [&](const Expected& e) { return name == e.file; });
        REQUIRE(expected != std::end(kExpected));
        ++seen;
        const auto result = part_named(entry.path().string());
        if (expected->refused) {
            REQUIRE(std::holds_alternative<std::string>(result));
            CHECK_THAT(std::get<std::string>(result), ContainsSubstring(expected->refused));
            continue;
        }
        REQUIRE(std::holds_alternative<NorPart>(result));
        const NorPart& part = std::get<NorPart>(result);
        CHECK(part.name == name);
        CHECK((part.id[0] << 16 | part.id[1] << 8 | part.id[2]) == int(expected->id));
        CHECK(part.bytes == expected->mebibytes << 20);
        std::uint32_t largest = 0;
        unsigned types = 0;
        for (const NorErase& type : part.erase_types) {
            largest = std::max(largest, type.bytes >> 10);
            types += type.bytes != 0;
        }
        CHECK(largest == expected->largest_erase);
        CHECK(types == expected->types);
        CHECK(unsigned(part.traits.quad_enable) == expected->quad_enable);
        CHECK((part.family == NorFamily::macronix_octal) == (expected->types == 0));
    }
    CHECK(seen == std::size(kExpected));
}

TEST_CASE("A chip from a dump answers RDID and SFDP, programs, reads and erases as its tables say") {
    for (const Expected& expected : kExpected) {
        if (expected.refused || expected.mebibytes > 16 || !expected.types) continue;
        INFO(expected.file);
        QuadBench b(part_of(expected.file));
        const NorPart& part = b.chip.part();
        if (part.family == NorFamily::sst26) {
            b.write_enable();
            b.wires.command(0x98);
        }
        CHECK(b.wires.reg(0x9F, 3) == Bytes(part.id.begin(), part.id.end()));
        CHECK(b.wires.read({0x5A, 0, 3, 1, 1, {}, 8}, 4) == Bytes{'S', 'F', 'D', 'P'});
        b.write_enable();
        b.wires.write({.opcode = 0x02, .address = 0x20100, .address_bytes = 3}, {0x12, 0x34});
        CHECK(b.wait_idle() == part.program.typical);
        CHECK(b.wires.read(read_4(part, 0x20100), 2) == Bytes{0x12, 0x34});
        for (const NorErase& type : part.erase_types) {
            if (!type.bytes || part.erase_at(type.opcodes[0], 0x20100) != &type) continue;
            b.chip.array()[0x20100] = 0;
            b.erase(type.opcodes[0], 0x20100);
            CHECK(b.wait_idle() == type.time.typical);
            CHECK(b.chip.array()[0x20100] == 0xFF);
        }
        CHECK(b.rules() == "");
    }
}

TEST_CASE("Times are those of the table; where it has none they are the stated defaults") {
    const NorPart timed = part_of("w25q64jv"), untimed = part_of("w25q128fv");
    CHECK(timed.erase_types[0].time.typical == 64 * kPerMillisecond);
    CHECK(timed.erase_types[0].time.maximum == 896 * kPerMillisecond);
    CHECK(timed.erase_types[2].time.maximum == 2240 * kPerMillisecond);
    CHECK(timed.program.typical == 704 * kPerMicrosecond);
    CHECK(timed.chip.time.maximum == 280 * kPerSecond);
    CHECK(untimed.erase_types[0].time.typical == 60 * kPerMillisecond);
    CHECK(untimed.erase_types[2].time.maximum == 2 * kPerSecond);
    CHECK(untimed.program.typical == 700 * kPerMicrosecond);
    CHECK(untimed.chip.time.typical == 40 * kPerSecond);
}

TEST_CASE("The quad enable bit is where the table says, and four lines need it", "[VB-NOR-024]") {
    struct Case {
        const char* file;
        unsigned opcode; // of the write
        Bytes set;
    };
    for (const Case& c : {Case{"w25q64jv", 0x01, {0x00, 0x02}}, Case{"at25ql128a", 0x01, {0x00, 0x02}}}) {
        INFO(c.file);
        QuadBench b(part_of(c.file));
        b.chip.array()[0x100] = 0x5A;
        const Form form{0x6B, 0x100, 3, 1, 4, {}, 8};
        CHECK(b.wires.read(form, 1) == Bytes{0});
        CHECK(b.rules() == "VB-NOR-024");
        b.write_register(c.opcode, c.set);
        CHECK(b.wires.read(form, 1) == Bytes{0x5A});
        CHECK(b.rules() == "VB-NOR-024");
    }
    NorPart macronix = part_of("mx25l6436e"); // nine DWORDs: no requirement is known
    macronix.traits.quad_enable = NorQuadEnable::status1_bit6;
    QuadBench b(macronix);
    b.chip.array()[0x100] = 0x5A;
    CHECK(b.wires.read({0x6B, 0x100, 3, 1, 4, {}, 8}, 1) == Bytes{0});
    b.write_register(0x01, {0x40});
    CHECK(b.wires.read({0x6B, 0x100, 3, 1, 4, {}, 8}, 1) == Bytes{0x5A});
}

TEST_CASE("One byte to 01h clears the quad enable bit where the requirement is 1, not where it is 4") {
    for (const bool clears : {true, false}) {
        QuadBench b(part_of(clears ? "at25ql128a" : "w25q64jv"));
        b.write_register(0x01, {0x00, 0x02});
        b.write_register(0x01, {0x00});
        CHECK(b.wires.reg(0x35) == Bytes{std::uint8_t(clears ? 0 : 2)});
        CHECK(b.rules() == "");
    }
}

TEST_CASE("A sector map makes one opcode erase different sizes") {
    QuadBench b(part_of("sst26vf064b"));
    b.write_enable();
    b.wires.command(0x98); // the real one powers up locked, and so does this one
    for (const auto& [at, bytes] : std::map<std::uint32_t, std::uint32_t>{
             {0x2000, 8u << 10}, {0x9000, 32u << 10}, {0x10000, 64u << 10}, {0x7FF000, 8u << 10}}) {
        std::ranges::fill(b.chip.array(), std::uint8_t(0));
        b.erase(0xD8, at);
        b.wait_idle();
        CHECK(std::ranges::count(b.chip.array(), 0xFF) == bytes);
    }
    CHECK(b.rules() == "");
}

TEST_CASE("4-byte addresses: B7h as the table says, and the opcodes of table FF84") {
    QuadBench b(part_of("mt25qu256a"));
    b.chip.array()[0x1000100] = 0x77;
    CHECK(b.wires.read({0x13, 0x1000100, 4}, 1) == Bytes{0x77});
    CHECK(b.wires.read({0x6C, 0x1000100, 4, 1, 4, {}, 8}, 1) == Bytes{0x77});
    b.erase(0xDC, 0x1000100, 4);
    b.wait_idle();
    CHECK(b.chip.array()[0x1000100] == 0xFF);
    b.chip.array()[0x1000100] = 0x77;
    b.write_enable();
    b.wires.command(0xB7);
    CHECK(b.wires.read({0x03, 0x1000100, 4}, 1) == Bytes{0x77});
    CHECK(b.rules() == "");
}

TEST_CASE("A chip from a dump has the registers of its maker, where these are modelled") {
    QuadBench winbond(part_of("w25q64jv"));
    winbond.write_register(0x31, {0x02}, 0x50);
    CHECK(winbond.wires.reg(0x35) == Bytes{0x02});
    CHECK(winbond.wires.reg(0x15) == Bytes{0x60});
    QuadBench micron(part_of("n25q256a"));
    CHECK(micron.wires.reg(0x70) == Bytes{0x80});
    CHECK(micron.wires.reg(0x85) == Bytes{0xFB});
    micron.write_enable();
    micron.wires.command(0xB7);
    CHECK(micron.wires.reg(0x70) == Bytes{0x81});
    QuadBench macronix(part_of("mx25l6436e"));
    macronix.write_register(0x01, {0x04, 0x08}); // BP = 1 from the bottom
    CHECK(macronix.wires.reg(0x15) == Bytes{0x08});
    macronix.erase(0x20, 0x1000);
    CHECK((macronix.status() & 1) == 0);
    CHECK(macronix.wires.reg(0x2B) == Bytes{0x40});
    macronix.erase(0x20, 0x10000);
    CHECK((macronix.status() & 1) == 1);
    for (const QuadBench* b : {&winbond, &micron, &macronix}) CHECK(b->rules() == "");
}

TEST_CASE("A dump of a Macronix octal part is a chip with that family's registers") {
    const NorPart part = part_of("mx25um51345g");
    CHECK(part.family == NorFamily::macronix_octal);
    CHECK(part.block.bytes == 64u << 10);
    CHECK(part.commands.size() == macronix_octal_commands().size());
}
