// A set-up of the controller for the way a board's chip is connected; prescaler and chip are still missing.
#pragma once
#include "flash-library/devices/flash-connection.hpp"
#include "flash-library/nor/nor-setup.hpp"

namespace xspi {

constexpr NorSetup connected_setup(const FlashConnection& connection) {
    NorSetup setup;
    setup.kind = connection.kind;
    setup.controller_base = connection.controller_base;
    setup.window_base = connection.window_base;
    setup.chip_select = connection.chip_select;
    setup.select_register = connection.select_register;
    setup.quirks = static_cast<std::uint8_t>(connection.quirks);
    setup.sample_shift = (setup.quirks & kQuirkSampleShift) != 0 ? 1 : 0;
    return setup;
}

} // namespace xspi
