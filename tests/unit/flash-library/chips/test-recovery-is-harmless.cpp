// Recovery and search speak to a chip whose mode nobody knows. Whatever mode that is, it must not hear an
// opcode that programs, erases or changes something for good: a write enable may be left from before.
#include "flash-library/chips/chip-finding.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/chips/wire.hpp"

#include <algorithm>
#include <set>

using namespace xspi;

namespace {

// Of Winbond, GigaDevice, Macronix, Micron, ISSI, SST and Infineon, in whichever mode.
const std::set<unsigned> kErase{0x20, 0x21, 0x52, 0x5C, 0x81, 0xD7, 0xD8, 0xDC, 0x60, 0xC7, 0xC4};
const std::set<unsigned> kProgram{0x02, 0x12, 0x32, 0x34, 0x38, 0x3E, 0xA2, 0xD2, 0x82, 0x84, 0x8E};
const std::set<unsigned> kForGood{0x01, 0x31, 0x11, 0x3E, 0xB1, 0x2F, 0x68,
                                  0x42, 0x43, 0x44, 0x72, 0x2C, 0xE3};
// 11h is status register 3 of Winbond's alone and 44h its security registers: it has no 2S-2S-2S. 81h is
// Micron's volatile register, and page erase of others.
const std::set<unsigned> kNotMicrons{0x11, 0x44, 0x81};

// Keeps what is sent; all reads give one byte.
struct Listener {
    std::uint8_t answer = 0xFF;
    std::vector<wire::Transaction> heard;

    bool read(const Command& command, std::uint32_t address, std::span<std::uint8_t> bytes) {
        heard.push_back({command, address, {}, bytes.size()});
        std::fill(bytes.begin(), bytes.end(), answer);
        return true;
    }
    bool play(const Sequence& sequence) {
        for (const SequenceStep& step : sequence) heard.push_back(wire::transaction(step));
        return true;
    }
};

std::vector<wire::Transaction> everything_sent(unsigned lines) {
    std::vector<wire::Transaction> all;
    for (const std::uint8_t answer : {0xFF, 0x00, 0x01, 0x55}) { // floating, low, busy, anything
        Listener port{answer, {}};
        FoundChip found;
        REQUIRE(find_chip(port, lines, found));
        all.insert(all.end(), port.heard.begin(), port.heard.end());
    }
    for (const bool works : {false, true}) {
        Listener port;
        port.play(recover_to_spi(lines, works));
        port.play(reset_in_spi(false));
        all.insert(all.end(), port.heard.begin(), port.heard.end());
    }
    return all;
}

bool dangerous(unsigned opcode, unsigned chip_lines) {
    if (chip_lines == 2 && kNotMicrons.contains(opcode)) return false;
    return kErase.contains(opcode) || kProgram.contains(opcode) || kForGood.contains(opcode);
}

} // namespace

TEST_CASE("What looks for a chip is no write to it in any mode that it may be in", "[chips]") {
    // 2S-2S-2S is a matter of quad chips, octal modes one of boards with eight lines.
    const std::vector<std::pair<unsigned, std::vector<unsigned>>> boards{
        {1, {1, 2}}, {4, {1, 2, 4}}, {8, {1, 4, 8}}};
    for (const auto& [lines, modes] : boards)
        for (const wire::Transaction& sent : everything_sent(lines)) {
            const auto clocks = wire::clocks_of(sent);
            for (const unsigned chip : modes)
                for (const bool open_high : {false, true}) {
                    const auto opcode = wire::heard(clocks, chip, open_high);
                    if (!opcode) continue;
                    INFO("board of " << lines << " lines sends " << std::hex << sent.command.opcode
                                     << " over " << unsigned{sent.command.opcode_phase.lines}
                                     << ", a chip on " << chip << " hears " << unsigned{*opcode});
                    CHECK_FALSE(dangerous(*opcode, chip));
                }
        }
}

TEST_CASE("The decoder hears what a chip hears", "[chips]") {
    const auto on = [](Mode mode, std::uint8_t opcode) {
        return wire::clocks_of({plain_command(mode, opcode), 0, {}, 0});
    };
    CHECK(wire::heard(on(Mode::Spi, 0xD8), 1, false) == 0xD8);
    CHECK(wire::heard(on(Mode::Qpi, 0xD8), 4, false) == 0xD8);
    CHECK(wire::heard(on(Mode::Dpi, 0xD8), 2, false) == 0xD8);
    CHECK(wire::heard(on(Mode::OctalStr, 0x21), 8, false) == 0x21);
    CHECK_FALSE(wire::heard(on(Mode::Qpi, 0xD8), 1, false)); // two clocks are no byte
    CHECK(wire::heard(on(Mode::Spi, 0x66), 4, false) == 0x89);
    CHECK(wire::heard(on(Mode::Spi, 0x66), 4, true) == 0xAB);
    CHECK(dangerous(0xD8, 4));
}
