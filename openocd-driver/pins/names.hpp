// What people call microcontrollers and signals, found in ST's data.
#pragma once
#include "openocd-driver/pins/pin-data.hpp"

#include <string_view>
#include <vector>

namespace xspi {

// Everything that the name may mean: an order code ("STM32F407VET6", "STM32F407VET6TR") or one of ST's
// references ("STM32F407V(E-G)Tx", "STM32F407VETx") means one package, a beginning ("STM32H743VI") all that
// go on from there.
std::vector<const PinnedMcu*> find_mcus(const PinData& data, std::string_view name);

// Those that have most of the name in common, as far as the name goes on with them: "STM32H743".
std::string nearest_mcu(const PinData& data, std::string_view name);

// "QUADSPI_BK1_IO0" is called QUADSPI, BK1, BK1_IO0, IO0, IO; SPI is SPI1 to SPI6, and no OCTOSPI.
bool signal_is_called(std::string_view signal, std::string_view name);

} // namespace xspi
