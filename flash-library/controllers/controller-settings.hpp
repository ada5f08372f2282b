// What a controller's configure() sets for all commands, as it has to be found later: where a bit does not
// hold, no command does what it should. For whom a chip does not answer.
#pragma once
#include <array>
#include <cstdint>

namespace xspi {

struct ControllerSetting {
    const char* name; // of the register
    std::uint32_t address, mask, value;
};
using ControllerSettings = std::array<ControllerSetting, 2>;

// Whether the registers are so now.
bool holds(const ControllerSettings& settings);

} // namespace xspi
