// The agent's images, put into the driver by the build.
#pragma once
#include "flash-library/nor/nor-setup.hpp"

#include <cstdint>
#include <span>

namespace xspi {

std::span<const std::uint8_t> agent_image(); // knows every controller
// Knows this one alone, and is shorter on its way over the probe.
std::span<const std::uint8_t> agent_image(ControllerKind kind);

} // namespace xspi
