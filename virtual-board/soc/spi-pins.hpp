// From the pads that a board names to the traces of a chip on an SPI. The signals have the same names on
// every family.
#pragma once
#include "ip/spi/spi-bus.hpp"
#include "soc/pin-functions.hpp"
#include "soc/soc-wiring.hpp"

#include <optional>
#include <string>

namespace vb {

// Nothing, with a sentence in `why`: a pad that cannot carry its signal, SCK or NSS missing. NSS is on any
// pad; resistors may also be on IO2 and IO3, the chip's WP# and HOLD#.
std::optional<SpiSeat> spi_seat(PinFunctions all, const FlashWires& wires, std::string& why);

} // namespace vb
