// The controller with the real chip model behind it: both must have understood the same wires.
#include "chips/serial-nor.hpp"
#include "tests/unit/catch.hpp"
#include "xspi-rig.hpp"

using namespace xspi_rig;

namespace {

// The timeline must be the rig's own, so the chip is made first and gets the board's clock through it.
struct Board {
    vb::Timeline timeline;
    vb::Violations violations{timeline, [] { return 0u; }};
    Clocks clocks;
    Power power;
    GpioPads pads;
    Memory memory, other_memory;
    Lines lines;
    vb::SerialNor chip{vb::kMx25uw25645g, timeline, violations};
    vb::XspiPort port1{1, {}, pads, power, violations, nullptr};
    vb::XspiPort port2{2, nucleo_wiring(), pads, power, violations, &chip};
    vb::Xspim xspim{clocks, violations, port1, port2};
    vb::Xspi xspi{
        vb::seat_of(2, xspim), timeline, violations, clocks, memory, lines, [this](vb::Picoseconds t) {
            timeline.advance_to(timeline.now() + t);
        }};

    Board() {
        chip.power_on();
        pass(50 * vb::kPerMillisecond);
        write(x::kDcr1,
              1u << 24 | 31u << 16 | 1u << 8); // DEVSIZE 31 as ST's template: CR2 lies beyond the array
        write(x::kDcr2, 3);
        write(x::kCr, x::cr::EN);
    }
    void write(std::uint32_t offset, std::uint32_t value, unsigned size = 4) {
        xspi.write(offset, size, value, vb::Master::Core);
    }
    std::uint32_t read(std::uint32_t offset, unsigned size = 4) {
        return *xspi.read(offset, size, vb::Master::Core);
    }
    void pass(vb::Picoseconds t) { timeline.advance_to(timeline.now() + t); }
    void mode(unsigned fmode, std::uint32_t more = 0) { write(x::kCr, x::cr::EN | fmode << 28 | more); }
    bool finish() { // as HAL does: wait for TCF, clear it
        pass(200 * vb::kPerMicrosecond);
        const bool done = read(x::kSr) & x::sr::TCF;
        write(x::kFcr, 2);
        return done;
    }

    bool serial_command(std::uint8_t opcode) {
        mode(0);
        write(x::kTcr, 0);
        write(x::kCcr, kInstruction1);
        write(x::kIr, opcode);
        return finish();
    }
    void enter_octal_dtr() { // 06, then 72 00000000 02
        CHECK(serial_command(0x06));
        write(x::kDlr, 0);
        write(x::kCcr, kInstruction1 | kAddress1x32 | kData1);
        write(x::kIr, 0x72);
        write(x::kAr, 0);
        write(x::kDr, 0x02, 1);
        CHECK(finish());
        pass(vb::kPerMillisecond);
    }
    bool octal_command(std::uint16_t opcode, std::optional<std::uint32_t> address = std::nullopt) {
        mode(0);
        write(x::kTcr, kDhqc);
        write(x::kCcr, kOctalInstruction | (address ? kOctalAddress : 0) | kDataDtr);
        write(x::kIr, opcode);
        if (address) write(x::kAr, *address);
        return finish();
    }
    void octal_read_setup(std::uint16_t opcode, unsigned dummy, unsigned length) {
        write(x::kTcr, kDhqc | dummy);
        write(x::kDlr, length - 1);
        write(x::kCcr, kOctalRead);
        write(x::kIr, opcode);
    }
    std::vector<std::uint8_t> octal_read(std::uint16_t opcode, unsigned dummy, std::uint32_t address,
                                         unsigned length) {
        mode(1);
        octal_read_setup(opcode, dummy, length);
        write(x::kAr, address);
        std::vector<std::uint8_t> got;
        for (unsigned i = 0; i < length; ++i) got.push_back(std::uint8_t(read(x::kDr, 1)));
        write(x::kFcr, 2);
        return got;
    }
    void wait_ready() { // automatic polling of WIP
        write(x::kPsmkr, 1);
        write(x::kPsmar, 0);
        write(x::kPir, 0x100);
        mode(2, x::cr::APMS);
        octal_read_setup(0x05FA, 4, 2);
        write(x::kAr, 0);
        while (read(x::kSr) & x::sr::BUSY) pass(10 * vb::kPerMicrosecond);
        CHECK((read(x::kSr) & x::sr::SMF) != 0);
        write(x::kFcr, 8);
    }
    void program(std::uint32_t address, const std::vector<std::uint8_t>& bytes) {
        CHECK(octal_command(0x06F9));
        mode(0);
        write(x::kDlr, std::uint32_t(bytes.size()) - 1);
        write(x::kCcr, kOctalRead);
        write(x::kIr, 0x12ED);
        write(x::kAr, address);
        for (std::uint8_t byte : bytes) write(x::kDr, byte, 1);
        CHECK(finish());
        wait_ready();
    }
    std::string rules() const {
        std::string text;
        for (const auto& v : violations.all()) text += v.rule + " " + v.what + "\n";
        return text;
    }
};

std::vector<std::uint8_t> pattern(unsigned length) {
    std::vector<std::uint8_t> bytes(length);
    for (unsigned i = 0; i < length; ++i) bytes[i] = std::uint8_t(i * 11 + 3);
    return bytes;
}

} // namespace

TEST_CASE("XSPI reads the identification of the MX25UW25645G on one line") {
    Board board;
    board.mode(1);
    board.write(x::kDlr, 2);
    board.write(x::kCcr, kInstruction1 | kData1);
    board.write(x::kIr, 0x9F);
    CHECK(board.read(x::kDr) == 0x3981C2);
    CHECK(board.rules() == "");
}

TEST_CASE("XSPI takes the MX25UW25645G to octal DTR, programs it and reads back what it wrote") {
    Board board;
    board.enter_octal_dtr();
    board.write(x::kDcr2, 0);
    CHECK(board.chip.protocol() == vb::Protocol::octal_dtr);
    CHECK(board.octal_read(0x9F60, 4, 0, 6) == std::vector<std::uint8_t>{0xC2, 0xC2, 0x81, 0x81, 0x39, 0x39});
    const auto bytes = pattern(256);
    board.program(0x12300, bytes);
    CHECK(std::equal(bytes.begin(), bytes.end(), board.chip.array().begin() + 0x12300));
    CHECK(board.octal_read(0xEE11, 20, 0x12300, 256) == bytes);
    CHECK(board.octal_command(0x06F9));
    CHECK(board.octal_command(0x21DE, 0x12000));
    board.wait_ready();
    CHECK(board.chip.array()[0x12300] == 0xFF);
    CHECK(board.rules() == "");
}

TEST_CASE("XSPI maps the MX25UW25645G in octal DTR at 200 MHz, and the window is its array") {
    Board board;
    board.enter_octal_dtr();
    board.write(x::kDcr2, 0);
    board.program(0x12300, pattern(256));
    board.octal_read_setup(0xEE11, 20, 1);
    board.mode(3);
    REQUIRE(board.memory.region->accessible);
    CHECK(board.memory.region->bytes.size() == (32u << 20));
    CHECK(board.memory.region->bytes.data() == board.chip.array().data());
    CHECK(board.memory.region->on_read->read(0x12300, 4, vb::Master::Core) == 0x24190E03u);
    CHECK(board.rules() == "");
}

TEST_CASE(
    "XSPI does not map the array when the chip's dummy cycles are too few for the clock or not its own") {
    Board board;
    board.enter_octal_dtr();
    board.write(x::kDcr2, 0);
    board.program(0x12300, pattern(256));
    board.octal_read_setup(0xEE11, 16, 1);
    board.mode(3);
    CHECK_FALSE(board.xspi.window().shows_array());
    CHECK(board.memory.region->on_read->read(0x12300, 4, vb::Master::Core) != 0x24190E03u);
    CHECK(board.rules() != "");
}

TEST_CASE("XSPI reads swapped pairs from the MX25UW25645G with MTYP 0") {
    Board board;
    board.enter_octal_dtr();
    board.program(0, pattern(4));
    board.mode(0);
    board.write(x::kDcr1, 31u << 16 | 1u << 8);
    CHECK(board.octal_read(0xEE11, 20, 0, 4) == std::vector<std::uint8_t>{14, 3, 36, 25});
}
