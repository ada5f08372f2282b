// The controller of the board that this firmware is built for: a type, so that no program holds two. A
// flash-test that the driver gives another board's facts finds the same kind there, or says Unsupported.
#pragma once
#include "firmware/common/board.hpp"
#include "flash-library/controllers/any-controller.hpp"
#include "flash-library/devices/connected-setup.hpp"

namespace firmware {

inline constexpr xspi::FlashConnection kConnection = xspi::flash_connection(kFamily, kBoard.flashes[0]);
using BoardController = xspi::ControllerFor<xspi::connected_setup(kConnection).kind>;

} // namespace firmware
