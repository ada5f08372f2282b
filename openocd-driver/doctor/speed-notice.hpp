// How fast the flash may be run, as the option byte XSPIn_HSLV, the board's file and the agent's clock allow.
#pragma once
#include "flash-library/devices/board-facts.hpp"
#include "openocd-driver/target/target-port.hpp"

#include <string>

namespace xspi {

// "XSPI2_HSLV", the option bit of the board's port.
std::string high_speed_option_name(const BoardFacts& facts);
// Whether it is set. Throws Failure XSPI-0201.
bool high_speed_allowed(TargetPort& target, const BoardFacts& facts);
// One line, with id, if the board is laid out for more than works without the option; else empty.
// programming_hz: what the agent uses meanwhile.
std::string speed_notice(const BoardFacts& facts, bool allowed, std::uint32_t programming_hz);
// Throws Failure XSPI-0407 to 0409 if the agent cannot run the flash that fast. kernel_hz: the agent's.
void require_clock(TargetPort& target, const BoardFacts& facts, std::uint32_t hz, std::uint32_t kernel_hz);

} // namespace xspi
