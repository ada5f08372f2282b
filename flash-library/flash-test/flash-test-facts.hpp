// A board's facts as the flash-test takes them: at compile time into its image, at run time by the driver.
#pragma once
#include "flash-library/devices/stm32h7rs/core-clock.hpp"
#include "flash-library/devices/stm32h7rs/flash-port.hpp"
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

constexpr Facts flash_test_facts(const BoardFacts& board) {
    Facts facts;
    for (std::size_t i = 0; i < std::min(board.name.size(), facts.board.size() - 1); ++i)
        facts.board[i] = board.name[i];
    facts.connection = flash_connection(board);
    facts.option_word = stm32h7rs::FLASH_OBW1SR;
    facts.option_bit = hslv_option_bit(board);
    facts.watchdog = stm32h7rs::IWDG_KR;
    facts.initial_core_hz = kCoreHz;
    facts.core_hz = core_hz(board);
    facts.fast = pll2_flash_clock(board, true);
    facts.slow = pll2_flash_clock(board, false);
    facts.running_led = led_pin(board, "LD1");
    facts.failed_led = led_pin(board, "LD3");
    facts.core_clock = op_list(core_clock_ops(board));
    facts.fast_port = op_list(flash_port_ops(board, facts.fast));
    facts.slow_port = op_list(flash_port_ops(board, facts.slow));
    return facts;
}

} // namespace xspi::flash_test
