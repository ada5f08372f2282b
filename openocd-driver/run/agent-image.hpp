// The images of agents and caller, put into the driver by the build.
#pragma once
#include "flash-library/devices/family.hpp"
#include "flash-library/nor/nor-setup.hpp"

#include <cstdint>
#include <span>

namespace xspi {

// The shortest that serves all of these kinds (target-stubs/agents.txt); empty: there is none.
std::span<const std::uint8_t> agent_image(Cpu cpu, std::span<const ControllerKind> kinds);

// target-stubs/caller-protocol.hpp; for every CPU.
std::span<const std::uint8_t> caller_image();

} // namespace xspi
