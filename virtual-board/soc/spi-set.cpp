#include "soc/spi-set.hpp"

#include "soc/spi-pins.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vb {

SpiSet::SpiSet(Timeline& timeline, Violations& violations, const Pads& pads, InterruptLines& interrupts,
               std::span<const SpiPlace> places, const Wiring& set)
    : places_(places) {
    for (const SpiPlace& place : places_) {
        SpiWiring wiring;
        wiring.name = place.name;
        wiring.irq = place.irq;
        wiring.enable_bit = fmt::format("RCC_{}.{}EN", place.enable_register, place.name);
        wiring.clocked = [enabled = set.enabled, &place] { return enabled(place.enable, place.bit); };
        wiring.kernel_hz = [hz = set.kernel_hz, &place] { return hz(place.number); };
        wiring.fifo_bytes = place.fifo_bytes;
        wiring.limits.highest_hz = place.highest_hz + place.highest_hz / 1000; // a crystal's rounding
        if (set.kind == Kind::H7)
            spis_.push_back(
                std::make_unique<SpiV2>(timeline, violations, pads, interrupts, std::move(wiring)));
        else
            spis_.push_back(std::make_unique<Spi>(set.kind == Kind::F4 ? SpiKind::F4 : SpiKind::F7, timeline,
                                                  violations, pads, interrupts, std::move(wiring)));
    }
}

void SpiSet::attach(const Add& add) {
    for (std::size_t i = 0; i < spis_.size(); ++i)
        add(places_[i].base, *spis_[i], {places_[i].reset, places_[i].bit});
}

// Only of those that have a chip: a store to a port is frequent.
void SpiSet::watch(Soc& soc) {
    for (char port = 'A'; port <= 'K'; ++port)
        if (Gpio* const gpio = soc.gpio(port))
            gpio->on_change([this] {
                for (SpiPeripheral* spi : in_use_) spi->pads_changed();
            });
}

std::vector<std::string> SpiSet::names() const {
    std::vector<std::string> names;
    for (const SpiPlace& place : places_) names.emplace_back(place.name);
    return names;
}

const SpiPeripheral* SpiSet::find(const std::string& name) const {
    for (std::size_t i = 0; i < spis_.size(); ++i)
        if (name == places_[i].name) return spis_[i].get();
    return nullptr;
}

std::vector<SerialClock> SpiSet::clocks() const {
    std::vector<SerialClock> clocks;
    for (const SpiPeripheral* spi : in_use_) {
        const SpiClockUse& use = spi->clock_use();
        clocks.push_back({spi->name(), use.running, use.standing, use.frames, use.pauses});
    }
    return clocks;
}

bool SpiSet::connect(PinFunctions pins, const FlashWires& wires, std::string& why) {
    for (std::size_t i = 0; i < spis_.size(); ++i) {
        if (wires.controller != places_[i].name) continue;
        const auto seat = spi_seat(pins, wires, why);
        if (!seat) return false;
        spis_[i]->solder(*seat);
        const bool known = std::find(in_use_.begin(), in_use_.end(), spis_[i].get()) != in_use_.end();
        if (!known) in_use_.push_back(spis_[i].get());
        return true;
    }
    why = fmt::format("there is no {}", wires.controller);
    return false;
}

} // namespace vb
