#include "flash-library/chips/chip-finding.hpp"
#include "tests/unit/catch.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <vector>

using namespace xspi;

namespace {

constexpr ChipIdentity kChip{0xC2, 0x81, 0x39};

unsigned lines_of(const Command& command) {
    return command.opcode_phase.dtr ? 2u * command.opcode_phase.lines : command.opcode_phase.lines;
}

// A Macronix chip as far as the search sees it: it answers in the mode that it is in, and in no other.
struct Chip {
    ChipIdentity identity = kChip;
    bool there = true;
    unsigned mode = 1;         // lines, 16 for 8D
    unsigned powers_up_in = 1; // likewise
    bool sfdp = true;
    bool asleep = false; // in deep power-down
    std::uint8_t status = 0, security = 0;
    unsigned transactions_left = 1000; // before the controller stands still
    std::vector<unsigned> resets;      // modes in which a reset was sent
    std::uint32_t shortest_recovery_us = 0xFFFFFFFF;
    bool sent_high = false; // the way out of continuous read

    bool read(const Command& command, std::uint32_t, std::span<std::uint8_t> bytes) {
        if (transactions_left == 0) return false;
        transactions_left--;
        std::fill(bytes.begin(), bytes.end(), std::uint8_t(0xFF));
        if (!there || asleep || lines_of(command) != mode) return true;
        const std::uint8_t opcode = std::uint8_t(command.opcode >> (command.opcode_bytes == 2 ? 8 : 0));
        const std::array<std::uint8_t, 4> signature{'S', 'F', 'D', 'P'};
        const std::array<std::uint8_t, 3> id{identity.manufacturer, identity.type, identity.density};
        for (std::size_t i = 0; i < bytes.size(); i++) {
            if (opcode == 0x9F) bytes[i] = id[mode == 16 ? i / 2 : i];
            if (opcode == 0x5A && sfdp) bytes[i] = signature[i];
            if (opcode == 0x05) bytes[i] = status;
            if (opcode == 0x2B) bytes[i] = security;
        }
        return true;
    }

    bool play(const Sequence& sequence) {
        for (const SequenceStep& step : sequence) {
            if (transactions_left == 0) return false;
            transactions_left--;
            const std::uint32_t opcode = step.command.opcode;
            const unsigned lines = lines_of(step.command);
            if (opcode == 0xFF && lines == 4) sent_high = true;
            if (opcode == 0xAB || opcode == 0xAB54) asleep = asleep && lines != mode;
            if (asleep) continue;
            if (opcode == 0x99 || opcode == 0x9966) {
                resets.push_back(lines);
                shortest_recovery_us = std::min(shortest_recovery_us, step.delay_us);
                if (lines == mode) mode = powers_up_in;
            }
            if (opcode == 0x728D && lines == mode) mode = 1; // CR2: back to 1S-1S-1S
        }
        return true;
    }
};

} // namespace

TEST_CASE("A chip that answers in 1S is reset in 1S alone", "[chips]") {
    for (const unsigned lines : {1u, 4u, 8u}) {
        Chip chip;
        FoundChip found;
        REQUIRE(find_chip(chip, lines, found));
        CHECK(found.identity == kChip);
        CHECK(found.powers_up_in == Mode::Spi);
        CHECK(chip.resets == std::vector<unsigned>{1});
        CHECK_FALSE(chip.sent_high);
    }
}

TEST_CASE("A chip that says that it is idle recovers at once, and one that cannot say it is given the time",
          "[chips]") {
    Chip idle;
    FoundChip found;
    REQUIRE(find_chip(idle, 1, found));
    CHECK(idle.shortest_recovery_us <= 1'000);
    Chip of_others;
    of_others.identity = {0xC8, 0x40, 0x17};
    REQUIRE(find_chip(of_others, 1, found));
    CHECK(of_others.shortest_recovery_us >= 40'000);
}

TEST_CASE("A chip that does not say in which mode it is is reset in all that the lines allow", "[chips]") {
    Chip silent;
    silent.sfdp = false;
    FoundChip found;
    REQUIRE(find_chip(silent, 4, found));
    CHECK(found.identity == kChip);
    CHECK(silent.resets == std::vector<unsigned>{2, 4, 1});
    CHECK(silent.sent_high);
    for (const unsigned mode : {8u, 16u}) {
        Chip left;
        left.mode = mode;
        REQUIRE(find_chip(left, 8, found));
        CHECK(found.identity == kChip);
        CHECK(found.powers_up_in == Mode::Spi);
    }
}

TEST_CASE("A chip that powers up in an octal mode is brought out of it", "[chips]") {
    for (const auto& [mode, name] : {std::pair{8u, Mode::OctalStr}, std::pair{16u, Mode::OctalDtr}}) {
        Chip chip;
        chip.mode = chip.powers_up_in = mode;
        FoundChip found;
        REQUIRE(find_chip(chip, 8, found));
        CHECK(found.identity == kChip);
        CHECK(found.powers_up_in == name);
        CHECK(chip.mode == 1);
    }
}

TEST_CASE("A chip in deep power-down is woken in its mode before it is asked", "[chips]") {
    for (const unsigned mode : {1u, 8u, 16u}) {
        Chip chip;
        chip.mode = mode;
        chip.asleep = true;
        FoundChip found;
        REQUIRE(find_chip(chip, 8, found));
        CHECK(found.identity == kChip);
        CHECK(found.work == Unfinished::Nothing);
    }
}

TEST_CASE("What the chip was doing is found in its mode, and its reset has time to recover", "[chips]") {
    for (const unsigned mode : {1u, 8u, 16u})
        for (const auto& [status, security, work] :
             {std::tuple{0x01, 0x00, Unfinished::Busy}, std::tuple{0x00, 0x08, Unfinished::EraseSuspended},
              std::tuple{0x00, 0x04, Unfinished::ProgramSuspended}}) {
            Chip chip;
            chip.mode = mode;
            chip.status = std::uint8_t(status);
            chip.security = std::uint8_t(security);
            FoundChip found;
            REQUIRE(find_chip(chip, 8, found));
            CHECK(found.work == work);
            CHECK(chip.shortest_recovery_us >= 40'000);
            CHECK(found.identity == kChip);
        }
}

TEST_CASE("Nothing is found where nothing answers, and nothing is made up over four lines", "[chips]") {
    FoundChip found;
    Chip absent;
    absent.there = false;
    REQUIRE(find_chip(absent, 8, found));
    CHECK_FALSE(found.identity.answered());
    Chip octal;
    octal.mode = octal.powers_up_in = 16;
    REQUIRE(find_chip(octal, 4, found));
    CHECK_FALSE(found.identity.answered());
}

TEST_CASE("A controller that stands still ends the search wherever it does", "[chips]") {
    Chip whole;
    whole.mode = whole.powers_up_in = 8;
    FoundChip found;
    REQUIRE(find_chip(whole, 8, found));
    const unsigned transactions = 1000 - whole.transactions_left;
    for (unsigned left = 0; left < transactions; left++) {
        Chip chip;
        chip.mode = chip.powers_up_in = 8;
        chip.transactions_left = left;
        CHECK_FALSE(find_chip(chip, 8, found));
    }
    CHECK(transactions > 15);
}
