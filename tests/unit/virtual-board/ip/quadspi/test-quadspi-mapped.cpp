#include "quadspi-rig.hpp"
#include "tests/unit/catch.hpp"

#include <cstring>

using namespace quadspi_rig;

namespace {

constexpr std::uint32_t kQuadRead = instruction(0xEB) | address24(3) | alternate(3, 1) | dummies(4) | data(3);

// 0Bh with eight dummy cycles on one line; the memory is a MiB, FSIZE says two (as one must against the
// erratum).
void map(Rig& rig, std::uint32_t cr = 0, std::uint32_t more = 0, unsigned fsize = 20) {
    fill(rig.one);
    rig.one.address_lines = 1;
    rig.one.dummy = 8;
    rig.set_up(cr, 1, fsize);
    rig.command(instruction(0x0B) | address24(1) | dummies(8) | data(1) | fmode(3) | more);
}

std::uint32_t word(const Bytes& memory, std::uint32_t offset) {
    std::uint32_t value;
    std::memcpy(&value, memory.data() + offset, 4);
    return value;
}

} // namespace

TEST_CASE("QUADSPI maps the chip's own array when what the wires give is the array") {
    Rig rig;
    CHECK_FALSE(rig.memory.region->accessible);
    map(rig);
    REQUIRE(rig.memory.region->accessible);
    CHECK(rig.memory.region->base == 0x90000000);
    CHECK(rig.memory.region->is_external_flash);
    CHECK_FALSE(rig.memory.region->writable_by_core);
    CHECK(rig.memory.region->bytes.data() == rig.one.memory.data());
    CHECK(rig.quadspi.window().shows_array());
    CHECK_FALSE(rig.busy());
    CHECK(rig.load(0x1234) == word(rig.one.memory, 0x1234));
    CHECK(rig.busy());
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI maps a quad read in SDR and DDR") {
    Rig rig;
    fill(rig.one);
    rig.one.lines = rig.one.address_lines = 4;
    rig.one.dummy = 4;
    rig.one.dtr = GENERATE(false, true);
    rig.set_up(0, 1, 20);
    rig.command(kQuadRead | fmode(3) | (rig.one.dtr ? q::ccr::DDRM : 0));
    CHECK(rig.load(0x4321, 1) == rig.one.memory[0x4321]);
    CHECK(rig.quadspi.window().shows_array());
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI sends a mapped command without instruction, or with SIOO only once") {
    Rig rig;
    fill(rig.one);
    rig.one.lines = rig.one.address_lines = 4;
    rig.one.dummy = 4;
    rig.one.opcode_clocks = 0; // a chip in continuous read
    rig.set_up(0, 1, 20);
    const bool once = GENERATE(false, true);
    rig.command((once ? kQuadRead | q::ccr::SIOO : kQuadRead & ~0x3FFu) | fmode(3));
    CHECK(rig.load(0x4321, 1) == rig.one.memory[0x4321]);
    CHECK(rig.one.wires.at(0).size() == 2 * ((once ? 8 : 0) + 6 + 2));
    CHECK(rig.one.wires.at(1).size() == 2 * (6 + 2));
}

TEST_CASE("VB-QSPI-020: the mapped window shows what the wires give, and code there faults") {
    Rig rig;
    fill(rig.one);
    rig.one.address_lines = 1;
    rig.one.dummy = 8;
    rig.set_up(0, 1, 20);
    rig.command(instruction(0x0B) | address24(1) | dummies(16) | data(1) | fmode(3)); // a byte later
    REQUIRE(rig.memory.region->accessible);
    CHECK_FALSE(rig.quadspi.window().shows_array());
    CHECK(rig.memory.region->bytes[0x5000] == 0xDE);
    CHECK(rig.load(0x1000) == word(rig.one.memory, 0x1001));
    CHECK(rig.violated("VB-QSPI-020"));
}

TEST_CASE("QUADSPI keeps BUSY in memory-mapped mode until an abort, and ignores CCR as long") {
    Rig rig;
    map(rig);
    rig.load(0);
    rig.pass(vb::kPerSecond);
    rig.command(instruction(0x06));
    CHECK(rig.violated("VB-QSPI-002"));
    CHECK(q::field(rig.read(q::kCcr), 26, 2) == 3);
    CHECK(rig.memory.region->accessible);
    rig.write(q::kCr, rig.read(q::kCr) | q::cr::ABORT);
    CHECK((rig.flags() & (q::sr::BUSY | q::sr::TCF)) == q::sr::TCF);
    rig.command(instruction(0x06));
    CHECK_FALSE(rig.memory.region->accessible);
    CHECK(rig.load(0) == std::nullopt);
}

TEST_CASE("QUADSPI with TCEN ends BUSY and sets TOF when LPTR clocks pass after the FIFO is full") {
    Rig rig;
    rig.write(q::kLptr, 0x40);
    map(rig, q::cr::TCEN | q::cr::TOIE);
    rig.load(0);
    const vb::Picoseconds filled = rig.stalled + 32 * 8 * 20'000;
    rig.pass(filled + 0x40 * 20'000 - 1);
    CHECK((rig.flags() & (q::sr::BUSY | q::sr::TOF)) == q::sr::BUSY);
    rig.pass(1);
    CHECK((rig.flags() & (q::sr::BUSY | q::sr::TOF)) == q::sr::TOF);
    CHECK(rig.lines.level[92]);
    rig.load(0x100);
    CHECK(rig.busy());
}

TEST_CASE("VB-QSPI-018: a store to the mapped window is a bus error") {
    Rig rig;
    map(rig);
    CHECK_FALSE(rig.memory.region->on_write->write(0x100, 4, 0, vb::Master::Core));
    CHECK(rig.violated("VB-QSPI-018"));
    CHECK(rig.load(0x100) == word(rig.one.memory, 0x100));
}

TEST_CASE("VB-QSPI-019: a load of the window beyond FSIZE, or with EN 0, is a bus error") {
    Rig rig;
    map(rig, 0, 0, 15); // 64 KiB of the MiB
    vb::BusDevice& window = *rig.memory.region->on_read;
    CHECK(rig.memory.region->bytes.size() == 1u << 16);
    CHECK(window.read(1u << 16, 4, vb::Master::Core) == std::nullopt);
    CHECK(rig.violated("VB-QSPI-019"));
    rig.write(q::kCr, rig.read(q::kCr) & ~q::cr::EN);
    CHECK_FALSE(rig.memory.region->accessible);
    CHECK(window.read(0, 4, vb::Master::Core) == std::nullopt);
}

TEST_CASE("VB-QSPI-001: a load of the window without the bus clock is a bus error") {
    Rig rig;
    map(rig);
    rig.clocked = false;
    CHECK(rig.load(0) == std::nullopt);
    CHECK(rig.violated("VB-QSPI-001"));
}

TEST_CASE("VB-QSPI-003: a load of the window without the kernel clock is a bus error") {
    Rig rig;
    map(rig);
    rig.kernel = 0;
    CHECK(rig.load(0) == std::nullopt);
    CHECK(rig.violated("VB-QSPI-003"));
}

TEST_CASE("QUADSPI reads DR as zero and ignores AR in memory-mapped mode") {
    Rig rig;
    rig.write(q::kAr, 0x40);
    map(rig);
    rig.write(q::kAr, 0x1234);
    CHECK(rig.read(q::kAr) == 0x40);
    CHECK(rig.read(q::kDr) == 0);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI makes the core wait for a mapped line, less for the next one") {
    Rig rig;
    map(rig);
    rig.load(0);
    const vb::Picoseconds first = rig.stalled;
    CHECK(first == (3 + 4 + 8 + 24 + 8 + 32 * 8) * 20'000 + q::kMappedLatency);
    rig.load(4);
    CHECK(rig.stalled == first);
    rig.pass(vb::kPerMillisecond);
    rig.load(32); // fetched ahead meanwhile
    CHECK(rig.stalled == first + q::kMappedLatency);
}

TEST_CASE("QUADSPI maps again after its registers were changed in memory-mapped mode") {
    Rig rig;
    map(rig);
    CHECK(rig.quadspi.window().shows_array());
    rig.write(q::kCr, rig.read(q::kCr) | q::cr::FSEL); // no chip there
    CHECK_FALSE(rig.quadspi.window().shows_array());
    CHECK(rig.load(0) == 0u);
    CHECK(rig.violated("VB-QSPI-022"));
}
