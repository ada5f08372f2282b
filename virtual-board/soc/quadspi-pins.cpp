#include "soc/quadspi-pins.hpp"

#include <fmt/format.h>

namespace vb {

namespace {
constexpr const char* kSignals[] = {"CLK", "NCS", "IO0", "IO1", "IO2", "IO3"};

// CLK serves both banks, everything else is a bank's own. 0 stands for both.
std::string function_name(const std::string& signal, unsigned bank) {
    return signal == "CLK" ? "QUADSPI_CLK" : fmt::format("QUADSPI_BK{}_{}", bank, signal);
}

struct Place {
    unsigned bank; // 0: either
    FlashTrace trace;
};

std::optional<Place> place(PinFunctions all, const std::string& signal, const std::string& pad,
                           std::string& why) {
    const auto name = parse_pad(pad);
    std::string would_do;
    for (unsigned bank : {1u, 2u}) {
        const std::string function = function_name(signal, bank);
        if (const auto* found = name ? find_function(all, function, *name) : nullptr)
            return Place{signal == "CLK" ? 0 : bank, {found->port, found->pin, found->af}};
        if (bank == 1 || signal != "CLK") would_do += (bank == 1 ? "" : ", ") + pads_of(all, function);
    }
    why = fmt::format("{} cannot be {} of a QUADSPI; these can: {}", pad, signal, would_do);
    return std::nullopt;
}

FlashTrace* trace_of(QuadspiPins& pins, const std::string& signal) {
    FlashTrace* const traces[] = {&pins.clk, &pins.ncs, &pins.io[0], &pins.io[1], &pins.io[2], &pins.io[3]};
    for (std::size_t i = 0; i < std::size(kSignals); ++i)
        if (signal == kSignals[i]) return traces[i];
    return nullptr;
}
} // namespace

std::optional<QuadspiPins> quadspi_pins(PinFunctions all, const FlashWires& wires, std::string& why) {
    QuadspiPins pins;
    for (const auto& [signal, pad] : wires.pins) {
        FlashTrace* trace = trace_of(pins, signal);
        if (!trace) return why = fmt::format("a QUADSPI has no signal {}", signal), std::nullopt;
        const auto where = place(all, signal, pad, why);
        if (!where) return std::nullopt;
        if (where->bank && pins.bank && where->bank != pins.bank)
            return why = fmt::format("{} on {} is of bank {}, other pads are of bank {}", signal, pad,
                                     where->bank, pins.bank),
                   std::nullopt;
        if (where->bank) pins.bank = where->bank;
        *trace = where->trace;
    }
    for (const auto& [signal, up] : wires.resistors) {
        FlashTrace* trace = trace_of(pins, signal);
        if (!trace) return why = fmt::format("a QUADSPI has no signal {}", signal), std::nullopt;
        trace->resistor = up;
    }
    if (!pins.clk.port || !pins.ncs.port) return why = "a chip needs CLK and NCS", std::nullopt;
    return pins;
}

bool solder(Quadspi& quadspi, PinFunctions all, const FlashWires& wires, std::string& why) {
    const auto pins = quadspi_pins(all, wires, why);
    if (!pins) return false;
    const auto trace = [](const FlashTrace& t) { return QuadspiTrace{t.port, t.pin, t.af, t.resistor}; };
    QuadspiSeat seat{wires.chip, trace(pins->clk),      trace(pins->ncs),
                     {},         wires.high_after_read, wires.high_after_other};
    for (std::size_t i = 0; i < seat.io.size(); ++i) seat.io[i] = trace(pins->io[i]);
    quadspi.solder(pins->bank, seat);
    return true;
}

} // namespace vb
