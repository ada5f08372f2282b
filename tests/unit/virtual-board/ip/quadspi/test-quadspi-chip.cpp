// The controller with a real chip model behind it: both must have understood the same wires.
#include "chips/serial-nor.hpp"
#include "quadspi-rig.hpp"
#include "tests/unit/catch.hpp"

using namespace quadspi_rig;

namespace {

// The MX25UW25645G in 1S-1S-1S, with 4-byte addresses.
struct Board {
    vb::Timeline chip_time;
    vb::Violations chip_violations{chip_time, [] { return 0u; }};
    vb::SerialNor chip{vb::kMx25uw25645g, chip_time, chip_violations};
    Rig rig{{.chip = &chip}};

    Board() {
        chip.power_on();
        chip_time.advance_to(50 * vb::kPerMillisecond);
        rig.set_up(0, 3, 25); // 25 MHz, FSIZE one more than the chip
    }
    void pass(vb::Picoseconds t) {
        rig.pass(t);
        chip_time.advance_to(chip_time.now() + t);
    }
    void command(std::uint32_t ccr, std::optional<std::uint32_t> address = std::nullopt) {
        rig.command(ccr);
        if (address) rig.write(q::kAr, *address);
        pass(100 * vb::kPerMicrosecond);
        CHECK((rig.flags() & q::sr::TCF) != 0);
        rig.write(q::kFcr, 2);
    }
    void wait_ready() {
        rig.write(q::kPsmkr, 1);
        rig.write(q::kPsmar, 0);
        rig.write(q::kPir, 0x100);
        rig.write(q::kDlr, 0);
        rig.write(q::kCr, rig.read(q::kCr) | q::cr::APMS);
        rig.command(instruction(0x05) | data(1) | fmode(2));
        while (rig.busy()) pass(10 * vb::kPerMicrosecond);
        rig.write(q::kFcr, 8);
    }
    std::string rules() const {
        std::string text = rig.violated_rules();
        for (const auto& v : chip_violations.all()) text += v.rule + " " + v.what + "\n";
        return text;
    }
};

constexpr std::uint32_t kAddress32 = 1u << 10 | 3u << 12;

} // namespace

TEST_CASE("QUADSPI reads the identification of a chip") {
    Board board;
    board.rig.write(q::kDlr, 2);
    board.rig.command(instruction(0x9F) | data(1) | fmode(1));
    CHECK(board.rig.read(q::kDr) == 0x3981C2);
    CHECK(board.rules() == "");
}

TEST_CASE("QUADSPI programs a chip, reads back what it wrote, maps it and erases it") {
    Board board;
    Rig& rig = board.rig;
    Bytes bytes(256);
    for (unsigned i = 0; i < 256; ++i) bytes[i] = std::uint8_t(i * 11 + 3);
    board.command(instruction(0x06));
    rig.write(q::kDlr, 255);
    rig.command(instruction(0x12) | kAddress32 | data(1));
    rig.write(q::kAr, 0x12300);
    for (std::uint8_t byte : bytes) rig.write(q::kDr, byte, 1);
    board.pass(200 * vb::kPerMicrosecond);
    CHECK((rig.flags() & (q::sr::TCF | q::sr::BUSY)) == q::sr::TCF);
    board.wait_ready();
    CHECK(std::equal(bytes.begin(), bytes.end(), board.chip.array().begin() + 0x12300));

    rig.write(q::kDlr, 255);
    rig.command(instruction(0x0C) | kAddress32 | dummies(8) | data(1) | fmode(1));
    rig.write(q::kAr, 0x12300);
    CHECK(rig.read_bytes(256) == bytes);

    rig.command(instruction(0x0C) | kAddress32 | dummies(8) | data(1) | fmode(3));
    CHECK(rig.quadspi.window().shows_array());
    CHECK(rig.memory.region->bytes.size() == 32u << 20);
    CHECK(rig.load(0x12300) == 0x24190E03u);
    rig.write(q::kCr, rig.read(q::kCr) | q::cr::ABORT);
    rig.write(q::kFcr, 2);

    board.command(instruction(0x06));
    board.command(instruction(0x21) | kAddress32, 0x12000);
    board.wait_ready();
    CHECK(board.chip.array()[0x12300] == 0xFF);
    CHECK(board.rules() == "");
}
