// A board's facts as the flash-test takes them: at compile time into its image, at run time by the driver. It
// tests the board's first flash.
#pragma once
#include "flash-library/devices/closed-ranges-of.hpp"
#include "flash-library/devices/family.hpp"
#include "flash-library/flash-test/flash-test-block.hpp"

#include <algorithm>

namespace xspi::flash_test {

constexpr OpList op_list(const RegisterOps& ops) {
    OpList list;
    list.count = static_cast<std::uint32_t>(ops.count);
    list.ops = ops.ops;
    list.steps = ops.steps;
    return list;
}

constexpr Facts flash_test_facts(const Family& family, const BoardFacts& board) {
    const FlashFacts& flash = board.flashes[0];
    const SpeedGrant grant = family.speed_grant(flash);
    Facts facts;
    for (std::size_t i = 0; i < std::min(board.name.size(), facts.board.size() - 1); ++i)
        facts.board[i] = board.name[i];
    facts.connection = flash_connection(family, flash);
    facts.closed = closed_ranges_of(family);
    facts.option_word = grant.word;
    facts.option_bit = grant.mask;
    facts.watchdog = family.watchdog.key_register;
    facts.initial_core_hz = family.highest_core_hz;
    facts.core_hz = family.core_hz(board);
    facts.fast = family.flash_clock(board, flash, true);
    facts.slow = family.flash_clock(board, flash, false);
    facts.running_led = first_led(board);
    facts.failed_led = last_led(board);
    facts.core_clock = op_list(family.core_clock(board));
    facts.fast_port = op_list(family.flash_port(board, flash, facts.fast));
    facts.slow_port = op_list(family.flash_port(board, flash, facts.slow));
    return facts;
}

} // namespace xspi::flash_test
