#include "tests/unit/catch.hpp"
#include "xspi-rig.hpp"

using namespace xspi_rig;

namespace {

void send_write_enable(Rig& rig) {
    rig.write(x::kCcr, kInstruction1);
    rig.write(x::kIr, 0x06);
    rig.pass(vb::kPerMillisecond);
}

// Reads n bytes with opcode 9Fh in 1S-1S-1S and returns the first four.
std::uint32_t read_id(Rig& rig, unsigned n = 4) {
    for (unsigned i = 0; i < 64; ++i) rig.wire_chip.memory[i] = std::uint8_t(0x11 * (i % 15 + 1));
    rig.mode(1);
    rig.write(x::kDlr, n - 1);
    rig.write(x::kCcr, kInstruction1 | kData1);
    rig.write(x::kIr, 0x9F);
    rig.pass(vb::kPerMillisecond);
    return rig.read(x::kDr);
}

// `fmode` 1 reads, 2 polls; the chip speaks 8D and gives the numbers from 1 on, or `repeated` again and
// again.
void octal_command(Rig& rig, unsigned fmode, std::uint32_t ccr, std::uint32_t tcr, std::uint32_t length,
                   std::uint32_t address, int repeated = -1) {
    rig.wire_chip.lines = 8;
    rig.wire_chip.dtr = true;
    rig.wire_chip.dummy = tcr & 0x1F;
    for (unsigned i = 0; i < 64; ++i)
        rig.wire_chip.memory[i] = std::uint8_t(repeated < 0 ? int(i + 1) : repeated);
    rig.mode(fmode);
    rig.write(x::kTcr, tcr);
    rig.write(x::kDlr, length - 1);
    rig.write(x::kCcr, ccr);
    rig.write(x::kIr, 0xEE11);
    rig.write(x::kAr, address);
    rig.pass(vb::kPerMillisecond);
}

void octal_read(Rig& rig, std::uint32_t ccr, std::uint32_t tcr, std::uint32_t length,
                std::uint32_t address = 0) {
    octal_command(rig, 1, ccr, tcr, length, address);
}

} // namespace

TEST_CASE("VB-XSPI-001: XSPI without its bus clock reads zero and keeps nothing") {
    Rig rig;
    rig.write(x::kDcr1, 0x01180100);
    rig.clocks.xspi = false;
    rig.write(x::kDcr1, 0);
    CHECK(rig.read(x::kDcr1) == 0);
    CHECK(rig.violated("VB-XSPI-001"));
    rig.clocks.xspi = true;
    CHECK(rig.read(x::kDcr1) == 0x01180100);
}

TEST_CASE("VB-XSPI-004: writes while BUSY are ignored, those to FCR and the interrupt enables are not") {
    Rig rig;
    rig.set_up();
    rig.mode(1);
    rig.write(x::kDlr, 3);
    rig.write(x::kCcr, kInstruction1 | kData1);
    rig.write(x::kIr, 0x9F);
    rig.mode(1, x::cr::TCIE);
    CHECK(rig.violations.all().empty());
    CHECK((rig.read(x::kCr) & x::cr::TCIE) != 0);
    rig.write(x::kDlr, 9);
    CHECK(rig.violated("VB-XSPI-004"));
    CHECK(rig.read(x::kDlr) == 3);
    rig.mode(0);
    CHECK((rig.read(x::kCr) >> 28) == 1);
}

TEST_CASE("VB-XSPI-004: an unread byte keeps BUSY and so blocks what follows") {
    Rig rig;
    rig.set_up();
    read_id(rig, 5);
    CHECK(rig.level() == 1);
    rig.write(x::kIr, 0x9F);
    CHECK(rig.violated("VB-XSPI-004"));
    CHECK(rig.wire_chip.driven.size() == 1);
}

TEST_CASE("VB-XSPI-012: a transfer without kernel clock never completes, but can be aborted") {
    Rig rig;
    rig.clocks.kernel = 0;
    rig.set_up();
    send_write_enable(rig);
    CHECK((rig.flags() & (x::sr::BUSY | x::sr::TCF)) == x::sr::BUSY);
    CHECK(rig.wire_chip.driven.empty());
    CHECK(rig.violated("VB-XSPI-012"));
    rig.mode(0, x::cr::ABORT);
    CHECK((rig.flags() & x::sr::BUSY) == 0);
}

TEST_CASE("VB-XSPI-013: octal DTR with DQS faster than HCLK5 is a violation") {
    Rig rig;
    rig.clocks.ahb = 64'000'000;
    rig.set_up(0);
    octal_read(rig, kOctalRead, kDhqc | 20, 8);
    CHECK(rig.violated("VB-XSPI-013"));
}

TEST_CASE("VB-XSPI-014: an address or a length beyond DEVSIZE sets TEF and transfers nothing") {
    const std::uint32_t address = GENERATE(0x10000u, 0xFFFEu);
    Rig rig;
    rig.set_up(3, 15);
    rig.mode(1);
    rig.write(x::kDlr, 3);
    rig.write(x::kCcr, kInstruction1 | kAddress1x32 | kData1);
    rig.write(x::kIr, 0x13);
    rig.write(x::kAr, address);
    CHECK((rig.flags() & x::sr::TEF) != 0);
    rig.pass(vb::kPerMillisecond);
    CHECK((rig.flags() & x::sr::TCF) == 0);
    CHECK(rig.wire_chip.driven.empty());
    CHECK(rig.violated("VB-XSPI-014"));
    rig.write(x::kAr, 0xFFFC);
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.wire_chip.driven.size() == 1);
}

TEST_CASE("VB-XSPI-015: a read with DQSE without DQS edges stays busy until an abort") {
    Rig rig;
    const bool chip_silent = GENERATE(true, false);
    if (chip_silent)
        rig.wire_chip.strobe = false;
    else
        rig.pads.changed[0] = vb::PadState{2, 5, 3, 0, false, false}; // DQS0 with another AF
    rig.set_up(0);
    octal_read(rig, kOctalRead, kDhqc | 20, 8);
    CHECK(rig.violated("VB-XSPI-015"));
    CHECK(rig.flags() == x::sr::BUSY);
    CHECK(rig.read(x::kDr) == 0);
    CHECK(rig.wire_chip.selected);
    rig.mode(1, x::cr::ABORT);
    CHECK((rig.flags() & x::sr::BUSY) == 0);
    CHECK_FALSE(rig.wire_chip.selected);
}

TEST_CASE("VB-XSPI-015: too few dummy cycles leave a strobed read short of DQS edges") {
    Rig rig;
    rig.set_up(0);
    rig.wire_chip.opcode_bytes = 2;
    octal_read(rig, kOctalRead, kDhqc | 20, 8);
    CHECK(rig.read(x::kDr) == 0x04030201);
    rig.read(x::kDr);
    CHECK(rig.violations.all().empty());
    rig.write(x::kTcr, kDhqc | 18);
    rig.write(x::kAr, 0);
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.violated("VB-XSPI-015"));
}

TEST_CASE("VB-XSPI-016: fast octal DTR without DQSE reads data shifted by half a clock") {
    Rig rig;
    rig.set_up(0);
    octal_read(rig, kOctalRead & ~kDqs, kDhqc | 20, 8);
    CHECK(rig.violated("VB-XSPI-016"));
    CHECK(rig.read(x::kDr) != 0x04030201);
    Rig slow;
    slow.set_up(3);
    octal_read(slow, kOctalRead & ~kDqs, kDhqc | 20, 8);
    CHECK(slow.read(x::kDr) == 0x04030201);
    CHECK(slow.violations.all().empty());
}

// A status register that the chip repeats, with more dummy cycles than it needs.
TEST_CASE("VB-XSPI-016: what stands on the lines is read at any clock without DQSE") {
    Rig rig;
    rig.set_up(0);
    octal_command(rig, 1, kOctalRead & ~kDqs, kDhqc | 20, 8, 0, 0x02);
    CHECK(rig.violated("VB-XSPI-016")); // it begins with the first data clock: not there half a clock before
    Rig longer;
    longer.set_up(0);
    longer.wire_chip.ready_after = 4;
    octal_command(longer, 1, kOctalRead & ~kDqs, kDhqc | 20, 8, 0, 0x02);
    CHECK(longer.read(x::kDr) == 0x02020202);
    CHECK(longer.violations.all().empty());
}

TEST_CASE("VB-XSPI-017: a DTR command with DHQC but without data and DDTR is lost; without DHQC it is not") {
    Rig rig;
    rig.set_up();
    auto octal_write_enable = [&](std::uint32_t ccr, std::uint32_t tcr) {
        rig.write(x::kTcr, tcr);
        rig.write(x::kCcr, ccr);
        rig.write(x::kIr, 0x06F9);
        rig.pass(vb::kPerMillisecond);
        CHECK((rig.flags() & (x::sr::BUSY | x::sr::TCF)) == x::sr::TCF);
        rig.write(x::kFcr, 2);
    };
    octal_write_enable(kOctalInstruction | kDataDtr, kDhqc);
    CHECK(rig.violations.all().empty());
    REQUIRE(rig.wire_chip.driven.size() == 1);
    CHECK(rig.wire_chip.driven[0] == std::vector<std::uint8_t>{0x06, 0xF9});
    octal_write_enable(kOctalInstruction, kDhqc);
    CHECK(rig.violations.all().size() == 1);
    CHECK(rig.violated("VB-XSPI-017"));
    CHECK(rig.wire_chip.driven.size() == 1);
    octal_write_enable(kOctalInstruction, 0);
    CHECK(rig.violations.all().size() == 1);
    CHECK(rig.wire_chip.driven.size() == 2);
}

TEST_CASE("VB-XSPI-017: a read in 8D-8D-8S is heard with DHQC, too") {
    Rig rig;
    rig.set_up();
    octal_read(rig, kOctalRead & ~kDataDtr, kDhqc | 20, 4);
    CHECK(rig.violations.all().empty());
    CHECK(rig.wire_chip.driven.size() == 1);
    CHECK((rig.flags() & x::sr::TCF) == x::sr::TCF);
}

TEST_CASE("VB-XSPI-018: SSHIFT together with DDTR is a violation") {
    Rig rig;
    rig.set_up();
    octal_read(rig, kOctalRead, kDhqc | 20 | 1u << 30, 8);
    CHECK(rig.violated("VB-XSPI-018"));
}

TEST_CASE("VB-XSPI-019: one byte in octal DTR fetches two, and the unread one keeps BUSY") {
    Rig rig;
    rig.set_up();
    octal_read(rig, kOctalRead, kDhqc | 4, 1);
    CHECK(rig.violated("VB-XSPI-019"));
    CHECK(rig.level() == 2);
    rig.read(x::kDr, 1);
    CHECK((rig.flags() & (x::sr::BUSY | x::sr::TCF)) == (x::sr::BUSY | x::sr::TCF));
}

TEST_CASE("VB-XSPI-019: an odd address and a one-byte instruction in octal DTR are violations") {
    Rig odd;
    odd.set_up();
    octal_read(odd, kOctalRead, kDhqc | 4, 2, 1);
    CHECK(odd.violated("VB-XSPI-019"));
    Rig single;
    single.set_up();
    octal_read(single, kOctalRead & ~0x30u, kDhqc | 4, 2);
    CHECK(single.violated("VB-XSPI-019"));
}

TEST_CASE("VB-XSPI-019: automatic polling of one byte in octal DTR drops the second and matches") {
    Rig rig;
    rig.set_up();
    rig.write(x::kPsmkr, 2);
    rig.write(x::kPsmar, 2);
    octal_command(rig, 2, kOctalRead, kDhqc | 4, 1, 0, 0x02);
    CHECK((rig.flags() & x::sr::SMF) == x::sr::SMF);
    CHECK(rig.violations.all().empty());
}

TEST_CASE("VB-XSPI-020: data alone hangs, an address alone and a read without data are violations") {
    Rig rig;
    rig.set_up();
    rig.mode(1);
    rig.write(x::kCcr, kData1);
    rig.write(x::kIr, 0);
    rig.pass(vb::kPerMillisecond);
    CHECK((rig.flags() & x::sr::BUSY) != 0);
    CHECK(rig.violated("VB-XSPI-020"));
    Rig address;
    address.set_up();
    address.write(x::kCcr, kAddress1x32);
    address.write(x::kAr, 0);
    CHECK(address.violated("VB-XSPI-020"));
    Rig empty;
    empty.set_up();
    empty.mode(1);
    empty.write(x::kCcr, kInstruction1);
    empty.write(x::kIr, 0x9F);
    CHECK(empty.violated("VB-XSPI-020"));
}

TEST_CASE("VB-XSPI-021: a read on several lines without dummy cycles is a violation") {
    Rig rig;
    rig.set_up();
    octal_read(rig, kOctalRead, kDhqc, 2);
    CHECK(rig.violated("VB-XSPI-021"));
}

TEST_CASE("VB-XSPI-022: what is written beyond DLR + 1 bytes never reaches the wires") {
    Rig rig;
    rig.set_up();
    rig.write(x::kDlr, 1);
    rig.write(x::kCcr, kInstruction1 | kData1);
    rig.write(x::kIr, 0x01);
    rig.write(x::kDr, 0x11, 2);
    CHECK(rig.violations.all().empty());
    rig.write(x::kDr, 0x22, 1);
    CHECK(rig.violated("VB-XSPI-022"));
    rig.pass(vb::kPerMillisecond);
    REQUIRE(rig.wire_chip.driven.size() == 1);
    CHECK(rig.wire_chip.driven[0].size() == 3 * 16);
}

TEST_CASE("VB-XSPI-023: DR read with nothing to read, or written when no write is set up") {
    Rig rig;
    rig.set_up();
    rig.mode(1);
    CHECK(rig.read(x::kDr) == 0);
    CHECK(rig.violated("VB-XSPI-023"));
    Rig other;
    other.set_up();
    other.mode(1);
    other.write(x::kDr, 1);
    CHECK(other.violated("VB-XSPI-023"));
    CHECK(other.level() == 0);
    Rig lane;
    lane.set_up();
    lane.read(x::kDr + 1, 1);
    CHECK(lane.violated("VB-XSPI-023"));
}

TEST_CASE("VB-XSPI-024: clearing EN under a running transfer is a violation") {
    Rig rig;
    rig.set_up();
    rig.write(x::kCcr, kInstruction1);
    rig.write(x::kIr, 0x06);
    rig.write(x::kCr, 0);
    CHECK(rig.violated("VB-XSPI-024"));
    CHECK((rig.flags() & x::sr::BUSY) == 0);
}

TEST_CASE("VB-XSPI-028: automatic polling of more than four bytes is a violation") {
    Rig rig;
    rig.set_up();
    rig.mode(2);
    rig.write(x::kDlr, 4);
    rig.write(x::kCcr, kInstruction1 | kData1);
    rig.write(x::kIr, 0x05);
    CHECK(rig.violated("VB-XSPI-028"));
}

TEST_CASE("VB-XSPI-029: 16 lines, two memories, IO15:8 and the other chip select reach no chip") {
    Rig rig;
    rig.set_up();
    const std::uint32_t more = GENERATE(as<std::uint32_t>{}, x::cr::DMM, x::cr::CSSEL, 0x80000000u);
    rig.mode(0, more);
    CAPTURE(more);
    send_write_enable(rig);
    CHECK(rig.violated("VB-XSPI-029"));
    CHECK(rig.wire_chip.driven.empty());
}

TEST_CASE("VB-XSPI-031: a write where no register is is a violation") {
    Rig rig;
    rig.write(0x00C + 0x100, 1);
    CHECK(rig.violated("VB-XSPI-031"));
}
