#include "tests/unit/catch.hpp"
#include "xspi-rig.hpp"

using namespace xspi_rig;
using Bytes = std::vector<std::uint8_t>;

namespace {

// The levels of IO0 on the rising edges, as bytes.
Bytes serial(const Bytes& half_cycles) {
    Bytes out;
    for (std::size_t i = 0; i + 15 < half_cycles.size(); i += 16) {
        unsigned byte = 0;
        for (unsigned b = 0; b < 8; ++b) byte = byte << 1 | (half_cycles[i + 2 * b] & 1);
        out.push_back(std::uint8_t(byte));
    }
    return out;
}

void start_read_id(Rig& rig, unsigned length) {
    rig.wire_chip.memory[0] = 0xC2;
    rig.wire_chip.memory[1] = 0x81;
    rig.wire_chip.memory[2] = 0x39;
    rig.set_up();
    rig.mode(1);
    rig.write(x::kDlr, length - 1);
    rig.write(x::kCcr, kInstruction1 | kData1);
    rig.write(x::kIr, 0x9F);
}

} // namespace

TEST_CASE("XSPI registers read as zero after reset") {
    Rig rig;
    for (std::uint32_t offset = 0; offset < 0x22C; offset += 4) CHECK(rig.read(offset) == 0);
}

TEST_CASE("XSPI sends an instruction alone when IR is written and sets TCF at its end") {
    Rig rig;
    rig.set_up();
    rig.write(x::kCcr, kInstruction1);
    rig.write(x::kIr, 0x06);
    CHECK((rig.flags() & x::sr::BUSY) != 0);
    rig.pass(20 * vb::kPerMicrosecond);
    CHECK((rig.flags() & (x::sr::BUSY | x::sr::TCF)) == x::sr::TCF);
    REQUIRE(rig.wire_chip.driven.size() == 1);
    CHECK(serial(rig.wire_chip.driven[0]) == Bytes{0x06});
    CHECK_FALSE(rig.wire_chip.selected);
    // IO2 low, IO3 high, IO4 and up low in a 1-line phase.
    for (std::uint8_t level : rig.wire_chip.driven[0]) CHECK((level & 0xFC) == 0x08);
    CHECK(rig.violations.all().empty());
}

TEST_CASE("XSPI in indirect read fills the FIFO in the time its clocks take") {
    Rig rig;
    start_read_id(rig, 3);
    CHECK(rig.level() == 0);
    // Calibration 64, NCS 1, instruction 8, data 8 each, at 20 ns.
    rig.pass((64 + 1 + 8 + 8) * 20'000 - 1);
    CHECK(rig.level() == 0);
    rig.pass(1);
    CHECK(rig.level() == 1);
    rig.pass(16 * 20'000);
    CHECK(rig.level() == 3);
    CHECK((rig.flags() & (x::sr::TCF | x::sr::BUSY | x::sr::FTF)) == (x::sr::TCF | x::sr::BUSY | x::sr::FTF));
    CHECK(rig.read(x::kDr, 1) == 0xC2);
    CHECK(rig.read(x::kDr, 2) == 0x3981);
    CHECK((rig.flags() & x::sr::BUSY) == 0);
    CHECK(rig.stalled == 0);
    CHECK(rig.violations.all().empty());
}

TEST_CASE("XSPI stalls a read of DR until the bytes are there") {
    Rig rig;
    start_read_id(rig, 3);
    CHECK(rig.read(x::kDr, 4) == 0x3981C2);
    CHECK(rig.stalled == (64 + 1 + 8 + 24) * 20'000);
    CHECK((rig.flags() & x::sr::BUSY) == 0);
}

TEST_CASE("XSPI does not start a read that ST's HAL prepares with FMODE 0, but on the second write of AR") {
    Rig rig;
    rig.set_up();
    rig.write(x::kDlr, 3);
    rig.write(x::kTcr, 8);
    rig.write(x::kCcr, kInstruction1 | kAddress1x32 | kData1);
    rig.write(x::kIr, 0x0C);
    rig.write(x::kAr, 0);
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.wire_chip.driven.empty());
    rig.mode(1);
    CHECK(rig.wire_chip.driven.empty());
    rig.write(x::kAr, 0);
    rig.pass(vb::kPerMillisecond);
    REQUIRE(rig.wire_chip.driven.size() == 1);
    CHECK(serial(rig.wire_chip.driven[0]) == Bytes{0x0C, 0, 0, 0, 0});
    CHECK(rig.level() == 4);
    CHECK(rig.violations.all().empty());
}

TEST_CASE("XSPI pauses a long read when the FIFO is full and loses nothing") {
    Rig rig;
    for (unsigned i = 0; i < 1000; ++i) rig.wire_chip.memory[i] = std::uint8_t(i * 7);
    start_read_id(rig, 1000);
    rig.wire_chip.memory[0] = 0;
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.level() == 64);
    CHECK((rig.flags() & x::sr::TCF) == 0);
    std::vector<std::uint8_t> got;
    for (unsigned i = 0; i < 1000; ++i) got.push_back(std::uint8_t(rig.read(x::kDr, 1)));
    CHECK(std::equal(got.begin() + 3, got.end(), rig.wire_chip.memory.begin() + 3));
    CHECK((rig.flags() & (x::sr::TCF | x::sr::BUSY)) == x::sr::TCF);
    CHECK(rig.stalled > 900 * 8 * 20'000ull);
}

TEST_CASE("XSPI starts an indirect write with DR, takes DLR + 1 bytes and releases NCS after the last") {
    Rig rig;
    rig.set_up();
    rig.write(x::kDlr, 5);
    rig.write(x::kCcr, kInstruction1 | kAddress1x32 | kData1);
    rig.write(x::kIr, 0x12);
    rig.write(x::kAr, 0x100);
    CHECK((rig.flags() & x::sr::BUSY) == 0);
    rig.write(x::kDr, 0x44332211);
    rig.pass(vb::kPerMillisecond);
    CHECK((rig.flags() & (x::sr::TCF | x::sr::BUSY)) == x::sr::BUSY);
    CHECK(rig.wire_chip.selected);
    rig.write(x::kDr, 0x6655, 2);
    rig.pass(vb::kPerMicrosecond);
    CHECK((rig.flags() & (x::sr::TCF | x::sr::BUSY)) == x::sr::TCF);
    CHECK_FALSE(rig.wire_chip.selected);
    REQUIRE(rig.wire_chip.driven.size() == 1);
    CHECK(serial(rig.wire_chip.driven[0]) == Bytes{0x12, 0, 0, 1, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66});
    CHECK(rig.violations.all().empty());
}

TEST_CASE("XSPI stalls a write to DR while the FIFO has too little room") {
    Rig rig;
    rig.set_up();
    rig.write(x::kDlr, 255);
    rig.write(x::kCcr, kInstruction1 | kAddress1x32 | kData1);
    rig.write(x::kIr, 0x12);
    rig.write(x::kAr, 0);
    for (unsigned i = 0; i < 16; ++i) rig.write(x::kDr, i);
    CHECK(rig.stalled == 0);
    CHECK((rig.flags() & x::sr::FTF) == 0);
    for (unsigned i = 16; i < 64; ++i) rig.write(x::kDr, i);
    CHECK(rig.stalled > 180 * 8 * 20'000ull);
    rig.pass(rig.stalled + vb::kPerMillisecond);
    REQUIRE(rig.wire_chip.driven.size() == 1);
    CHECK(serial(rig.wire_chip.driven[0]).size() == 1 + 4 + 256);
    CHECK(serial(rig.wire_chip.driven[0])[5 + 4 * 63] == 63);
}

TEST_CASE("XSPI orders octal DTR data as Macronix or Micron do") {
    const bool macronix = GENERATE(true, false);
    Rig rig;
    rig.set_up();
    if (!macronix) rig.write(x::kDcr1, 24u << 16);
    rig.write(x::kTcr, kDhqc);
    rig.write(x::kDlr, 3);
    rig.write(x::kCcr, kOctalRead);
    rig.write(x::kIr, 0x12ED);
    rig.write(x::kAr, 0x01020304);
    rig.write(x::kDr, 0x44332211);
    rig.pass(vb::kPerMillisecond);
    REQUIRE(rig.wire_chip.driven.size() == 1);
    const Bytes header{0x12, 0xED, 1, 2, 3, 4};
    Bytes data = macronix ? Bytes{0x22, 0x11, 0x44, 0x33} : Bytes{0x11, 0x22, 0x33, 0x44};
    data.insert(data.begin(), header.begin(), header.end());
    CHECK(rig.wire_chip.driven[0] == data);
}

TEST_CASE("XSPI reads octal DTR with DQS in address order when MTYP is Macronix") {
    Rig rig;
    rig.wire_chip.lines = 8;
    rig.wire_chip.dtr = rig.wire_chip.addressed = true;
    rig.wire_chip.opcode_bytes = 2;
    rig.wire_chip.dummy = 20;
    for (unsigned i = 0; i < 8; ++i) rig.wire_chip.memory[0x1000 + i] = std::uint8_t(0xA0 + i);
    rig.set_up(0);
    rig.mode(1);
    rig.write(x::kTcr, kDhqc | 20);
    rig.write(x::kDlr, 7);
    rig.write(x::kCcr, kOctalRead);
    rig.write(x::kIr, 0xEE11);
    rig.write(x::kAr, 0x1000);
    rig.pass(vb::kPerMicrosecond);
    CHECK(rig.read(x::kDr) == 0xA3A2A1A0);
    CHECK(rig.read(x::kDr) == 0xA7A6A5A4);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("XSPI aborts a transfer: NCS high, FIFO empty, BUSY 0, TCF 1, ABORT reads 0") {
    Rig rig;
    start_read_id(rig, 1000);
    rig.pass(100 * vb::kPerMicrosecond);
    CHECK(rig.wire_chip.selected);
    rig.write(x::kCr, rig.read(x::kCr) | x::cr::ABORT);
    CHECK(rig.sr() == x::sr::TCF);
    CHECK_FALSE(rig.wire_chip.selected);
    CHECK((rig.read(x::kCr) & x::cr::ABORT) == 0);
    rig.write(x::kFcr, 2);
    CHECK(rig.sr() == 0);
}

TEST_CASE("XSPI raises its interrupt line for enabled flags and drops it when they are cleared") {
    Rig rig;
    rig.set_up();
    rig.mode(0, x::cr::TCIE);
    rig.write(x::kCcr, kInstruction1);
    rig.write(x::kIr, 0x06);
    CHECK_FALSE(rig.lines.level[106]);
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.lines.level[106]);
    rig.write(x::kFcr, 2);
    CHECK_FALSE(rig.lines.level[106]);
}

TEST_CASE("XSPI polls a status automatically until it matches") {
    Rig rig;
    rig.set_up();
    rig.wire_chip.memory[0] = 0x03;
    rig.write(x::kPsmkr, 1);
    rig.write(x::kPsmar, 0);
    rig.write(x::kPir, 0x10);
    rig.mode(2, x::cr::APMS);
    rig.write(x::kDlr, 0);
    rig.write(x::kCcr, kInstruction1 | kData1);
    rig.write(x::kIr, 0x05);
    rig.pass(100 * vb::kPerMicrosecond);
    CHECK((rig.flags() & (x::sr::BUSY | x::sr::SMF | x::sr::FTF)) == (x::sr::BUSY | x::sr::FTF));
    CHECK(rig.read(x::kDr, 1) == 3);
    CHECK((rig.flags() & x::sr::FTF) == 0);
    // 16 clocks on the wires, 2 of NCS, 16 of PIR: some 145 polls.
    CHECK(rig.wire_chip.driven.size() > 130);
    CHECK(rig.wire_chip.driven.size() < 150);
    rig.wire_chip.memory[0] = 0x02;
    rig.pass(2 * vb::kPerMicrosecond);
    CHECK((rig.flags() & (x::sr::BUSY | x::sr::SMF)) == x::sr::SMF);
    const auto polls = rig.wire_chip.driven.size();
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.wire_chip.driven.size() == polls);
    CHECK(rig.violations.all().empty());
}

TEST_CASE("XSPI polling goes on after a match without APMS and matches any bit with PMM") {
    Rig rig;
    rig.set_up();
    rig.wire_chip.memory[0] = 0x02;
    rig.write(x::kPsmkr, 3);
    rig.write(x::kPsmar, 3);
    rig.mode(2, x::cr::PMM);
    rig.write(x::kCcr, kInstruction1 | kData1);
    rig.write(x::kIr, 0x05);
    rig.pass(20 * vb::kPerMicrosecond);
    CHECK((rig.flags() & (x::sr::BUSY | x::sr::SMF)) == (x::sr::BUSY | x::sr::SMF));
    rig.mode(2, x::cr::PMM | x::cr::ABORT);
    CHECK((rig.flags() & (x::sr::BUSY | x::sr::TCF)) == x::sr::TCF);
}

TEST_CASE("XSPI keeps NCS high for CSHT + 1 clocks between two commands") {
    Rig rig;
    rig.set_up();
    rig.write(x::kDcr1, rig.read(x::kDcr1) | 0x3F00); // CSHT 64
    rig.write(x::kCcr, kInstruction1);
    rig.write(x::kIr, 0x06);
    rig.pass((64 + 1 + 8) * 20'000); // calibration, NCS, instruction
    REQUIRE((rig.flags() & x::sr::TCF) != 0);
    rig.write(x::kFcr, 2);
    rig.write(x::kIr, 0x04);
    rig.pass(64 * 20'000);
    CHECK(rig.wire_chip.driven.size() == 1);
    rig.pass(20'000);
    CHECK(rig.wire_chip.driven.size() == 2);
    rig.pass(9 * 20'000);
    CHECK((rig.flags() & x::sr::TCF) != 0);
}

TEST_CASE("XSPI calibrates after reset and after a change of the prescaler, once") {
    Rig rig;
    rig.set_up();
    auto duration = [&] {
        rig.write(x::kFcr, 2);
        rig.write(x::kCcr, kInstruction1);
        rig.write(x::kIr, 0x06);
        unsigned clocks = 0;
        for (; !(rig.flags() & x::sr::TCF); ++clocks) rig.pass(20'000);
        rig.pass(vb::kPerMicrosecond);
        return clocks;
    };
    CHECK(duration() == 64 + 9);
    CHECK(rig.read(x::kCalfcr) != 0);
    CHECK(duration() == 9);
    rig.write(x::kDcr2, 3);
    CHECK(duration() == 9);
    rig.write(x::kDcr2, 7);
    CHECK(duration() == 2 * (64 + 9));
}
