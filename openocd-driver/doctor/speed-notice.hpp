// How fast the flash may be run, as an option byte of the port, the board's file and the agent's clock allow.
#pragma once
#include "openocd-driver/board/board.hpp"
#include "openocd-driver/target/target-port.hpp"

#include <string>

namespace xspi {

// Whether the option bit that the port needs for its full speed is set, or none is needed. Throws Failure
// XSPI-0201.
bool high_speed_allowed(TargetPort& target, const BoardFlash& board);
// One line, with id, if the board is laid out for more than works without the option; else empty.
// programming_hz: what the agent uses meanwhile.
std::string speed_notice(const BoardFlash& board, bool allowed, std::uint32_t programming_hz);
// Throws Failure XSPI-0407 to 0409 if the agent cannot run the flash that fast. kernel_hz: the agent's.
void require_clock(TargetPort& target, const BoardFlash& board, std::uint32_t hz, std::uint32_t kernel_hz);

} // namespace xspi
