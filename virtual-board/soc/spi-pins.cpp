#include "soc/spi-pins.hpp"

#include <fmt/format.h>

namespace vb {

namespace {
SpiTrace* trace_of(SpiSeat& seat, const std::string& signal) {
    if (signal == "SCK") return &seat.sck;
    if (signal == "MISO") return &seat.miso;
    if (signal == "MOSI") return &seat.mosi;
    return signal == "NSS" ? &seat.nss : nullptr;
}

bool place(PinFunctions all, const FlashWires& wires, const std::string& signal, const std::string& pad,
           SpiTrace& trace, std::string& why) {
    const auto name = parse_pad(pad);
    const std::string function = wires.controller + "_" + signal;
    const PinFunction* found = name ? find_function(all, function, *name) : nullptr;
    if (!name || (!found && signal != "NSS")) {
        why = fmt::format("{} cannot be {}; these can: {}", pad, function, pads_of(all, function));
        return false;
    }
    trace.port = name->port;
    trace.pin = name->pin;
    if (found) trace.af = found->af;
    return true;
}
} // namespace

std::optional<SpiSeat> spi_seat(PinFunctions all, const FlashWires& wires, std::string& why) {
    SpiSeat seat;
    seat.chip = wires.chip;
    seat.high_after_read = wires.high_after_read;
    seat.high_after_other = wires.high_after_other;
    for (const auto& [signal, pad] : wires.pins) {
        SpiTrace* const trace = trace_of(seat, signal);
        if (!trace) return why = fmt::format("an SPI has no signal {}", signal), std::nullopt;
        if (!place(all, wires, signal, pad, *trace, why)) return std::nullopt;
    }
    for (const auto& [signal, up] : wires.resistors) {
        SpiTrace* const trace = trace_of(seat, signal);
        if (trace)
            trace->resistor = up;
        else if (signal != "IO2" && signal != "IO3")
            return why = fmt::format("an SPI has no signal {}", signal), std::nullopt;
        else if (up)
            seat.tied_high |= signal == "IO2" ? 0x04 : 0x08;
    }
    if (!seat.sck.port || !(seat.nss.port || seat.nss.resistor))
        return why = "a chip needs SCK and NSS", std::nullopt;
    return seat;
}

} // namespace vb
