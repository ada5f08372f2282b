// The microcontroller's option bytes, read and written through the debugger.
#pragma once
#include "flash-library/devices/board-facts.hpp"
#include "flash-library/devices/stm32h7rs/options.hpp"
#include "openocd-driver/target/target-port.hpp"

#include <string>

namespace xspi {

// What the word holds now; what acts was loaded at the last reset. Throws Failure XSPI-0201.
std::uint32_t option_value(TargetPort& target, const OptionByte& option);

// Whether write_option() has changed one of these since the last reset, in whatever session. Throws Failure
// XSPI-0201.
bool acts_after_reset(TargetPort& target, OptionGroup group);
bool acts_after_reset(TargetPort& target, const OptionByte& option);
// Where what acts has to be known. what: "whether …". Throws Failure XSPI-0711 if it is not.
void require_loaded(TargetPort& target, OptionGroup group, const char* what);

// The core is halted. Refuses what could damage this board or lock the part. Throws Failure XSPI-0442 to
// 0446.
void write_option(TargetPort& target, const BoardFacts& facts, const OptionByte& option, std::uint32_t value);

// Throws Failure XSPI-0441 with the names that there are.
const OptionByte& option_named(const std::string& name);

} // namespace xspi
