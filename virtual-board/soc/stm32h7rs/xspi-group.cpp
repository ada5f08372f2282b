#include "soc/stm32h7rs/xspi-group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace vb {

namespace {
constexpr std::uint32_t kXspimBase = 0x5200B400, kXspimSize = 0x400;
constexpr std::uint32_t kWindows[] = {0x90000000, 0x70000000}; // XSPI1, XSPI2
constexpr std::uint32_t kBases[] = {0x52005000, 0x5200A000};   // docs/hardware/stm32h7rs.md, memory map
constexpr unsigned kInterrupts[] = {105, 106};                 // docs/hardware/stm32h7rs.md, interrupts
constexpr unsigned kXspimBit = 14, kXspiBits[] = {5, 12};

// How XSPIM's pins name what a chip has; a chip's one NCS hangs on either of a port's two.
struct Signal {
    const char* of_chip;
    const char* of_port;
    XspiSignal signal;
};
constexpr Signal kSignals[] = {
    {"CLK", "CLK", XspiSignal::Clk},   {"NCS", "NCS1", XspiSignal::Ncs1}, {"NCS", "NCS2", XspiSignal::Ncs2},
    {"DQS", "DQS0", XspiSignal::Dqs0}, {"IO0", "IO0", XspiSignal::Io0},   {"IO1", "IO1", XspiSignal::Io1},
    {"IO2", "IO2", XspiSignal::Io2},   {"IO3", "IO3", XspiSignal::Io3},   {"IO4", "IO4", XspiSignal::Io4},
    {"IO5", "IO5", XspiSignal::Io5},   {"IO6", "IO6", XspiSignal::Io6},   {"IO7", "IO7", XspiSignal::Io7},
};
} // namespace

XspiSeat seat_of(unsigned n, Xspim& xspim) {
    return {n, kInterrupts[n - 1], kWindows[n - 1], [&xspim, n]() -> XspiPort& { return xspim.port_of(n); },
            [&xspim, n](bool cssel) { return xspim.chip_select(n, cssel); }};
}

XspiGroup::XspiGroup(Timeline& timeline, Violations& violations, Machine& machine, const ClockSource& clocks,
                     const Pads& pads, const PortPower& power, PinFunctions pins)
    : pins_(pins), port1_(1, {}, pads, power, violations, nullptr),
      port2_(2, {}, pads, power, violations, nullptr), xspim_(clocks, violations, port1_, port2_) {
    for (unsigned n : {1u, 2u}) {
        Xspi& xspi = xspis_.emplace_back(seat_of(n, xspim_), timeline, violations, clocks, machine, machine,
                                         [&machine](Picoseconds duration) { machine.stall(duration); });
        xspim_.attach(n, [&xspi] { return xspi.enabled(); });
    }
}

void XspiGroup::attach(const Add& add) {
    add(kXspimBase, kXspimSize, xspim_, kXspimBit);
    for (unsigned n : {1u, 2u}) add(kBases[n - 1], Xspi::kSize, xspis_[n - 1], kXspiBits[n - 1]);
}

std::optional<std::uint32_t> XspiGroup::window(const std::string& controller) {
    for (unsigned n : {1u, 2u})
        if (controller == fmt::format("XSPI{}", n)) return kWindows[n - 1];
    return std::nullopt;
}

std::optional<XspiGroup::Place> XspiGroup::place(const std::string& signal, const std::string& pad,
                                                 std::string& why) const {
    const auto name = parse_pad(pad);
    std::string would_do;
    for (const Signal& one : kSignals)
        for (unsigned port : {1u, 2u}) {
            if (signal != one.of_chip) continue;
            const std::string function = fmt::format("XSPIM_P{}_{}", port, one.of_port);
            if (const auto* found = name ? find_function(pins_, function, *name) : nullptr)
                return Place{port, {one.signal, found->port, found->pin, found->af}};
            would_do += (would_do.empty() ? "" : ", ") + pads_of(pins_, function);
        }
    why = would_do.empty() ? fmt::format("an XSPI of the virtual board has no signal {}", signal)
                           : fmt::format("{} cannot be {}; these can: {}", pad, signal, would_do);
    return std::nullopt;
}

bool XspiGroup::connect(const FlashWires& wires, std::string& why) {
    if (!window(wires.controller)) {
        why = fmt::format("{} is neither XSPI1 nor XSPI2", wires.controller);
        return false;
    }
    std::vector<XspiPin> pins;
    unsigned port = 0;
    for (const auto& [signal, pad] : wires.pins) {
        const auto where = place(signal, pad, why);
        if (!where) return false;
        if (port != 0 && where->port != port) {
            why = fmt::format("{} on {} is another port's than {}", signal, pad, wires.pins.begin()->second);
            return false;
        }
        port = where->port;
        pins.push_back(where->pin);
    }
    if (!wires.pins.contains("CLK") || !wires.pins.contains("NCS")) {
        why = "a chip needs CLK and NCS";
        return false;
    }
    XspiPort& its = port == 1 ? port1_ : port2_;
    if (its.chip()) {
        why = fmt::format("port {} has a chip already, and the virtual board models one a port", port);
        return false;
    }
    its.connect(std::move(pins), wires.chip);
    loaded_[port - 1] = wires.powered;
    return true;
}

} // namespace vb
