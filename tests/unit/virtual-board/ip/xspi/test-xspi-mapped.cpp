#include "tests/unit/catch.hpp"
#include "xspi-rig.hpp"

using namespace xspi_rig;

namespace {

constexpr std::uint32_t kSerialRead = kInstruction1 | kAddress1x32 | kData1; // 13h, 4-byte address

// Maps the recording chip as fast read with 8 dummy cycles, or as octal DTR with 20.
void map(Rig& rig, bool octal, unsigned dummy) {
    rig.set_up(octal ? 0 : 3, 19);
    rig.wire_chip.addressed = true;
    rig.write(x::kTcr, dummy | (octal ? kDhqc : 0));
    rig.write(x::kCcr, octal ? kOctalRead : kSerialRead);
    rig.write(x::kIr, octal ? 0xEE11 : 0x0C);
    if (octal) {
        rig.wire_chip.lines = 8;
        rig.wire_chip.dtr = true;
        rig.wire_chip.opcode_bytes = 2;
    }
    rig.mode(3);
}

std::optional<std::uint32_t> load(Rig& rig, std::uint32_t offset, unsigned size = 4) {
    if (!rig.memory.region->accessible || offset + size > rig.memory.region->bytes.size())
        return std::nullopt;
    return rig.memory.region->on_read->read(offset, size, vb::Master::Core);
}

void fill(Rig& rig) {
    auto& memory = rig.wire_chip.memory;
    for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = std::uint8_t(i * 37 + (i >> 8));
}

} // namespace

TEST_CASE("XSPI maps the chip's own array when what the wires give is the array") {
    const bool octal = GENERATE(false, true);
    Rig rig;
    fill(rig);
    CHECK_FALSE(rig.memory.region->accessible);
    rig.wire_chip.dummy = octal ? 20 : 8;
    map(rig, octal, octal ? 20 : 8);
    REQUIRE(rig.memory.region->accessible);
    CHECK(rig.memory.region->base == 0x70000000);
    CHECK(rig.memory.region->bytes.data() == rig.wire_chip.memory.data());
    CHECK(rig.memory.region->bytes.size() == (1u << 20));
    CHECK((rig.flags() & x::sr::BUSY) == 0);
    const auto* bytes = rig.wire_chip.memory.data() + 0x1234;
    CHECK(load(rig, 0x1234, 1) == bytes[0]);
    CHECK((rig.flags() & x::sr::BUSY) != 0);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("XSPI shows in the mapped window what wrong dummy cycles give, and code there faults") {
    Rig rig;
    fill(rig);
    rig.wire_chip.dummy = 20;
    map(rig, true, 22);
    REQUIRE(rig.memory.region->accessible);
    CHECK(rig.memory.region->bytes[0x5000] == 0xDE);
    // Two clocks later: four bytes further on.
    const auto& memory = rig.wire_chip.memory;
    const std::uint32_t seen = std::uint32_t(memory[0x1004]) | memory[0x1005] << 8 | memory[0x1006] << 16 |
                               std::uint32_t(memory[0x1007]) << 24;
    CHECK(load(rig, 0x1000) == seen);
    CHECK(rig.memory.region->bytes[0x1000] == memory[0x1004]);
    CHECK(rig.violated("VB-XSPI-030"));
}

TEST_CASE("XSPI shows constant bytes in the mapped window of a dead port") {
    Rig rig;
    fill(rig);
    rig.power.powered = false;
    map(rig, false, 0);
    REQUIRE(rig.memory.region->accessible);
    CHECK(rig.memory.region->bytes[0x8000] == 0);
    CHECK(load(rig, 0x8000) == 0u);
    CHECK(rig.violated("VB-XSPI-005"));
}

TEST_CASE("XSPI answers a mapped load that lacks DQS edges with a bus error") {
    Rig rig;
    fill(rig);
    rig.wire_chip.strobe = false;
    rig.wire_chip.dummy = 20;
    map(rig, true, 20);
    CHECK(load(rig, 0) == std::nullopt);
    CHECK(rig.violated("VB-XSPI-015"));
}

TEST_CASE("XSPI shows the array in the mapped window once the chip answers rightly again") {
    Rig rig;
    fill(rig);
    rig.wire_chip.dummy = 9;
    map(rig, false, 8);
    CHECK(load(rig, 0) != std::nullopt);
    rig.wire_chip.dummy = 8;
    load(rig, 0x40);
    CHECK(std::equal(rig.wire_chip.memory.begin(), rig.wire_chip.memory.end(),
                     rig.memory.region->bytes.begin()));
}

TEST_CASE("XSPI keeps FMODE 3 and BUSY until an abort") {
    Rig rig;
    fill(rig);
    map(rig, false, 0);
    load(rig, 0);
    rig.mode(0);
    CHECK(rig.violated("VB-XSPI-027"));
    CHECK(rig.read(x::kCr) >> 28 == 3);
    CHECK(rig.memory.region->accessible);
    rig.write(x::kCcr, 0);
    CHECK(rig.violated("VB-XSPI-004"));
    CHECK(rig.read(x::kCcr) == kSerialRead);
    rig.mode(3, x::cr::ABORT);
    CHECK((rig.flags() & (x::sr::BUSY | x::sr::TCF)) == x::sr::TCF);
    rig.mode(0);
    CHECK(rig.read(x::kCr) >> 28 == 0);
    CHECK_FALSE(rig.memory.region->accessible);
}

TEST_CASE("XSPI ends the mapped window with EN and with reset, and tells the memory map") {
    Rig rig;
    fill(rig);
    map(rig, false, 0);
    load(rig, 0);
    const unsigned before = rig.memory.changes;
    rig.write(x::kCr, 3u << 28);
    CHECK_FALSE(rig.memory.region->accessible);
    CHECK((rig.flags() & x::sr::BUSY) == 0);
    CHECK(rig.memory.changes > before);
    rig.mode(3);
    CHECK(rig.memory.region->accessible);
    rig.xspi.reset();
    CHECK_FALSE(rig.memory.region->accessible);
}

TEST_CASE("XSPI backs the mapped window only up to DEVSIZE") {
    Rig rig;
    fill(rig);
    rig.set_up(3, 15);
    rig.wire_chip.addressed = true;
    rig.write(x::kCcr, kSerialRead);
    rig.mode(3);
    CHECK(rig.memory.region->bytes.size() == (1u << 16));
    CHECK(rig.memory.region->on_read->read(0xFFFE, 4, vb::Master::Core) == std::nullopt);
    CHECK(rig.violated("VB-XSPI-026"));
}

TEST_CASE("XSPI charges a mapped line once, and less for the line that follows") {
    Rig rig;
    fill(rig);
    map(rig, false, 0);
    load(rig, 0x1000);
    const auto first = rig.stalled;
    // 20 ns a clock: instruction 8, address 32, data 256, NCS and CSHT 4.
    CHECK(first == 300 * 20'000 + x::kMappedLatency);
    load(rig, 0x101C);
    CHECK(rig.stalled == first);
    load(rig, 0x1020);
    CHECK(rig.stalled - first == 256 * 20'000 + x::kMappedLatency);
}

TEST_CASE("XSPI sets TOF when NCS is released after LPTR, and stays busy") {
    Rig rig;
    fill(rig);
    rig.set_up(3, 19);
    rig.wire_chip.addressed = true;
    rig.write(x::kLptr, 1000);
    rig.write(x::kCcr, kSerialRead);
    rig.mode(3, x::cr::TCEN | x::cr::TOIE);
    load(rig, 0);
    rig.pass(20 * vb::kPerMicrosecond);
    CHECK((rig.flags() & x::sr::TOF) == 0);
    rig.pass(30 * vb::kPerMicrosecond);
    CHECK((rig.flags() & (x::sr::TOF | x::sr::BUSY)) == (x::sr::TOF | x::sr::BUSY));
    CHECK(rig.lines.level[106]);
}

TEST_CASE("XSPI refuses mapped stores without WCCR and sends them with it") {
    Rig rig;
    fill(rig);
    rig.write(x::kWccr, 0);
    map(rig, true, 20);
    auto* device = rig.memory.region->on_write;
    CHECK_FALSE(device->write(0x100, 4, 0x44332211, vb::Master::Core));
    CHECK(rig.violated("VB-XSPI-025"));
    rig.mode(3, x::cr::ABORT);
    rig.mode(0);
    rig.write(x::kWccr, kOctalRead);
    rig.write(x::kWir, 0x12ED);
    rig.mode(3);
    CHECK(device->write(0x100, 4, 0x44332211, vb::Master::Core));
    CHECK(rig.wire_chip.driven.back() ==
          std::vector<std::uint8_t>{0x12, 0xED, 0, 0, 1, 0, 0x22, 0x11, 0x44, 0x33});
}

TEST_CASE("XSPI reads DR as zero in memory-mapped mode") {
    Rig rig;
    fill(rig);
    map(rig, false, 0);
    CHECK(rig.read(x::kDr) == 0);
    load(rig, 4);
    CHECK(rig.read(x::kDr) == 0);
    CHECK(rig.level() == 0);
}
