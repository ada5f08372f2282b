// From the pads that a board names to the signals of a QUADSPI: which bank, by which alternate functions. The
// signals have the same names on every family that has a QUADSPI.
#pragma once
#include "ip/quadspi/quadspi.hpp"
#include "soc/pin-functions.hpp"
#include "soc/soc-wiring.hpp"

#include <array>

namespace vb {

struct FlashTrace { // from a chip's pin to a pad; a port of 0: there is no pad, the board's resistor alone
    char port = 0;
    unsigned pin = 0, af = 0;
    std::optional<bool> resistor = {}; // true pulls up, false down
};

struct QuadspiPins {
    unsigned bank = 0; // 1 or 2
    FlashTrace clk, ncs;
    std::array<FlashTrace, 4> io;
};

// Nothing, with a sentence in `why`: a pad that cannot carry its signal, pads of both banks, CLK or NCS
// missing.
std::optional<QuadspiPins> quadspi_pins(PinFunctions all, const FlashWires& wires, std::string& why);

// Solders the chip to the bank that its pads belong to. False, with a sentence in `why`: they do not fit.
bool solder(Quadspi& quadspi, PinFunctions all, const FlashWires& wires, std::string& why);

} // namespace vb
