// The agent's image (agent.bin), put into the driver by the build.
#pragma once
#include <cstdint>
#include <span>

namespace xspi {

std::span<const std::uint8_t> agent_image();

} // namespace xspi
