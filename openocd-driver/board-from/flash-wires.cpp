#include "openocd-driver/board-from/flash-wires.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/pins/pin-data.hpp"

#include <algorithm>
#include <regex>

namespace xspi {

namespace {

struct Wire {
    std::string controller;
    unsigned bank = 0;
    unsigned port = 0; // of a multiplexer
    Signal signal = Signal::Clk;
    const IocPin* pin = nullptr;
    bool said = true; // the controller of a multiplexer's port: by the pin, not only by the usual order
};

Signal data_line(unsigned number) { return io_signal(number % 16); }

// NCLK and a second DQS are no pins of a board's file.
bool read_line(const std::string& name, Signal& signal) {
    if (name == "CLK")
        signal = Signal::Clk;
    else if (name == "NCS" || name == "NCS1" || name == "NCS2")
        signal = Signal::Ncs;
    else if (name == "DQS" || name == "DQS0")
        signal = Signal::Dqs;
    else if (name.starts_with("IO"))
        signal = data_line(unsigned(std::stoul(name.substr(2))));
    else
        return false;
    return true;
}

bool swapped(const IocFile& ioc) { return ioc.value("VP_XSPIM_VS_IO.Mode") == "Swapped"; }

// A port's controller, as the multiplexer is unless something is said: the one of the same number.
std::string usual_controller(const IocFile& ioc, const std::string& kind, unsigned port) {
    const bool other = kind == "XSPI" && swapped(ioc) && port <= 2;
    return kind + std::to_string(other ? 3 - port : port);
}

// Behind a multiplexer the pin's mode names the controller: XSPI2_Port2Octo, OCTOSPI1_Port1_NCS; and
// OCTOSPI2_IOL_Port1H says that IO0 to IO3 of OCTOSPI2 are IO4 to IO7 of port 1.
void place_behind_multiplexer(const IocFile& ioc, const std::string& kind, Wire& wire) {
    static const std::regex form("((?:OCTOSPI|XSPI)[0-9])_.*");
    static const std::regex halves("OCTOSPI[0-9]_IO([LH])_Port[0-9][LH]");
    std::smatch found;
    wire.said = std::regex_match(wire.pin->mode, found, form);
    wire.controller = wire.said ? found[1].str() : usual_controller(ioc, kind, wire.port);
    if (wire.signal >= Signal::Io0 && std::regex_match(wire.pin->mode, found, halves)) {
        const unsigned number = unsigned(wire.signal) - unsigned(Signal::Io0);
        wire.signal = data_line(number % 4 + (found[1] == "H" ? 4 : 0));
    }
}

// Whether the pin is a line of a flash.
bool read_wire(const IocFile& ioc, const IocPin& pin, Wire& wire) {
    static const std::regex form("(QUADSPI[0-9]?|OCTOSPI[0-9M]|XSPIM|HSPI[0-9])_(?:BK([0-9])_|P([0-9])_)?"
                                 "(CLK|NCS[0-9]?|DQS[0-9]?|IO[0-9]{1,2})");
    std::smatch found;
    if (!pin.pin.connected() || !std::regex_match(pin.signal, found, form)) return false;
    const std::string instance = found[1];
    wire.pin = &pin;
    wire.bank = found[2].matched ? unsigned(std::stoul(found[2])) : 0;
    wire.port = found[3].matched ? unsigned(std::stoul(found[3])) : 0;
    if (!read_line(found[4], wire.signal)) return false;
    wire.controller = instance;
    if (instance.back() == 'M') place_behind_multiplexer(ioc, instance.substr(0, instance.size() - 1), wire);
    return true;
}

// A chip select without a mode belongs to whoever drives its port.
void follow_the_port(std::vector<Wire>& wires) {
    for (Wire& wire : wires) {
        if (wire.said) continue;
        const auto same = [&](const Wire& other) { return other.said && other.port == wire.port; };
        const auto found = std::find_if(wires.begin(), wires.end(), same);
        if (found != wires.end()) wire.controller = found->controller;
    }
}

void check_swap(const IocFile& ioc, const std::vector<Wire>& wires) {
    const std::string mode = ioc.value("VP_XSPIM_VS_IO.Mode");
    if (mode != "Swapped" && mode != "Direct") return;
    for (const Wire& wire : wires) {
        const std::string expected = usual_controller(ioc, "XSPI", wire.port);
        if (wire.said && wire.port != 0 && wire.port <= 2 && wire.controller.starts_with("XSPI") &&
            wire.controller != expected && wire.controller != "XSPI3")
            throw Failure("XSPI-1214", "{} says that XSPIM is {}, and of {} that its mode is {}", ioc.name(),
                          mode, pin_text(wire.pin->pin), wire.pin->mode);
    }
}

void put(const IocFile& ioc, FlashWires& flash, const Wire& wire) {
    const auto [known, fresh] = flash.pins.emplace(wire.signal, wire.pin);
    if (fresh) return;
    const IocPin &one = *known->second, &other = *wire.pin;
    if (wire.signal == Signal::Ncs && one.signal != other.signal) {
        if (flash.selects.empty()) flash.selects = one.signal + " on " + pin_text(one.pin);
        flash.selects += ", " + other.signal + " on " + pin_text(other.pin);
        return;
    }
    throw Failure("XSPI-1214", "{} gives {} two pins for {}: {} ({}) and {} ({})", ioc.name(),
                  flash.controller, signal_name(wire.signal), pin_text(one.pin), one.signal,
                  pin_text(other.pin), other.signal);
}

// CLK is either bank's, and with both in use a chip select is, too.
void share_between_banks(std::vector<FlashWires>& flashes, const std::vector<Wire>& shared) {
    for (FlashWires& flash : flashes)
        for (const Wire& wire : shared)
            if (wire.controller == flash.controller) flash.pins.emplace(wire.signal, wire.pin);
    const bool two = flashes.size() == 2 && flashes[0].controller == flashes[1].controller;
    if (!two) return;
    const auto select = flashes[0].pins.find(Signal::Ncs);
    if (select != flashes[0].pins.end()) flashes[1].pins.insert(*select);
}

std::vector<FlashWires> grouped(const IocFile& ioc, const std::vector<Wire>& wires) {
    std::map<std::pair<std::string, unsigned>, FlashWires> flashes;
    std::vector<Wire> shared;
    for (const Wire& wire : wires) {
        if (wire.bank == 0 && wire.controller.starts_with("QUADSPI")) {
            shared.push_back(wire);
            continue;
        }
        FlashWires& flash = flashes[{wire.controller, wire.bank}];
        flash.controller = wire.controller;
        flash.bank = wire.bank;
        put(ioc, flash, wire);
    }
    std::vector<FlashWires> result;
    for (auto& [key, flash] : flashes) { // a bank without data lines only lends the other its chip select
        if (!flash.selects.empty()) flash.pins.erase(Signal::Ncs);
        const bool data = flash.pins.contains(Signal::Io0);
        if (data || flash.bank == 0) result.push_back(std::move(flash));
    }
    for (std::size_t i = 0; i < shared.size(); i++)
        for (std::size_t j = 0; j < i; j++)
            if (shared[i].signal == shared[j].signal && shared[i].controller == shared[j].controller)
                throw Failure("XSPI-1214", "{} has {} at two pins, {} and {}", ioc.name(),
                              shared[i].pin->signal, pin_text(shared[j].pin->pin),
                              pin_text(shared[i].pin->pin));
    share_between_banks(result, shared);
    return result;
}

bool external_ram_of_manager(const IocFile& ioc, const std::string& controller) {
    for (const char* number : {"1", "2", "3"}) {
        const std::string memory = std::string("EXTMEM_MANAGER.RefParam_MEMORY_") + number;
        if (ioc.value(memory + "_Instance") == controller &&
            ioc.value(memory + "_Driver_Selection") == "EXTMEM_PSRAM")
            return true;
    }
    return false;
}

} // namespace

std::vector<FlashWires> flash_wires(const IocFile& ioc) {
    std::vector<Wire> wires;
    for (const IocPin& pin : ioc.pins()) {
        Wire wire;
        if (read_wire(ioc, pin, wire)) wires.push_back(wire);
    }
    follow_the_port(wires);
    check_swap(ioc, wires);
    return grouped(ioc, wires);
}

std::string why_no_flash(const IocFile& ioc, const std::string& controller) {
    const std::string type = ioc.value(controller + ".MemoryType");
    for (const char* ram : {"APMEM", "HYPERBUS"})
        if (type.find(ram) != type.npos) return controller + ".MemoryType is " + type;
    for (const IocPin& pin : ioc.pins())
        if (pin.key.starts_with("VP_" + controller + "_") && pin.mode == "hyperbus_mode")
            return controller + " is in the mode for HyperBus";
    return external_ram_of_manager(ioc, controller) ? "EXTMEM_MANAGER takes it for a RAM" : "";
}

std::string pins_text(const FlashWires& wires) {
    unsigned last = unsigned(Signal::Io1);
    for (const auto& [signal, pin] : wires.pins) {
        const unsigned s = unsigned(signal);
        if (s >= unsigned(Signal::Io8))
            last = unsigned(Signal::Io15);
        else if (s >= unsigned(Signal::Io4))
            last = std::max(last, unsigned(Signal::Io7));
        else if (s >= unsigned(Signal::Io2))
            last = std::max(last, unsigned(Signal::Io3));
    }
    const bool wide = last >= unsigned(Signal::Io7); // from 8 lines on there is a DQS
    std::string text;
    for (unsigned s = 0; s <= last; s++) {
        const auto found = wires.pins.find(Signal(s));
        const bool there = found != wires.pins.end();
        if (!there && Signal(s) == Signal::Dqs && !wide) continue;
        text += fmt::format("{}{} {}", text.empty() ? "" : "  ", signal_name(Signal(s)),
                            there ? pin_text(found->second->pin) : "?");
    }
    return text;
}

} // namespace xspi
