// Why OpenOCD does not reach the target, in words of ours: made of what it said itself, and of what the debug
// port still tells.
#pragma once
#include "openocd-driver/failure.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xspi {

// log: OpenOCD's lines so far, those of the failure among them. Nothing if none of them is known.
std::optional<Failure> explain_link(std::string_view log);

// The core could not be examined. dbgmcu_sr: read through AP0, which a closed part leaves open; nothing: not
// readable either.
Failure explain_examination(std::string_view log, std::optional<std::uint32_t> dbgmcu_sr);

// The core's debug registers answer, its bus does not.
Failure explain_silent_bus();

// C_HALT was set and S_HALT does not come. dhcsr: nothing if it cannot be read.
Failure explain_no_halt(const std::string& target, std::optional<std::uint32_t> dhcsr);

} // namespace xspi
