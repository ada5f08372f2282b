// Where the flash chip hangs: what a program needs of the board once port and clocks are up.
#pragma once
#include "flash-library/devices/stm32h7rs/flash-port.hpp"

#include <cstdint>

namespace xspi {

// Fixed layout: it crosses the probe.
struct FlashConnection {
    std::uint32_t controller_base = 0; // registers
    std::uint32_t window_base = 0;     // of the memory-mapped window
    std::uint32_t chip_select = 0;     // 0 NCS1, 1 NCS2
    std::uint32_t data_lines = 0;      // 1, 4 or 8
};

constexpr FlashConnection flash_connection(const BoardFacts& facts) {
    const std::uint32_t lines = facts.pin(Signal::Io7).connected()   ? 8
                                : facts.pin(Signal::Io3).connected() ? 4
                                                                     : 1;
    return {controller_registers(facts), facts.mapped_base, chip_select(facts), lines};
}

} // namespace xspi
