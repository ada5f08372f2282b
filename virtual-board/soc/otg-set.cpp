#include "soc/otg-set.hpp"

#include "ip/otg/otg-registers.hpp"

namespace vb {

OtgSet::OtgSet(Timeline& timeline, Violations& violations, std::span<const OtgPlace> places,
               const Wiring& set)
    : places_(places) {
    for (const OtgPlace& place : places_) {
        OtgWiring wiring;
        wiring.clocked = [enabled = set.enabled, &place] { return enabled(place.enable, place.bit); };
        wiring.enable_bit = place.enable_bit;
        wiring.ahb_hz = set.ahb_hz;
        wiring.clock_trouble = [clock = set.clock_trouble, &place] { return clock(place); };
        wiring.supply_trouble = [supply = set.supply_trouble, &place] { return supply(place); };
        wiring.sleep_trouble = [sleep = set.sleep_trouble, &place] { return sleep(place); };
        wiring.interrupt = [interrupt = set.interrupt, &place](bool level) { interrupt(place.irq, level); };
        Instance& one = instances_.emplace_back(place, timeline, violations, wiring);
        one.windows.gate(wiring.clocked);
    }
}

void OtgSet::attach(const Add& add) {
    for (std::size_t i = 0; i < instances_.size(); ++i) {
        const OtgPlace& place = places_[i];
        add(place.base, otg::kRegisters, instances_[i].core, Soc::ResetBit{place.reset, place.bit});
        add(place.base + otg::kRegisters, otg::kSize - otg::kRegisters, instances_[i].windows, std::nullopt);
    }
}

void OtgSet::watch(Soc& soc, std::span<const char> ports) {
    for (const char port : ports)
        if (Gpio* const gpio = soc.gpio(port)) gpio->on_change([this] { inputs_changed(); });
}

UsbPort* OtgSet::find(const std::string& name) {
    for (std::size_t i = 0; i < instances_.size(); ++i)
        if (name == places_[i].name) return &instances_[i].core;
    return nullptr;
}

void OtgSet::inputs_changed() {
    for (Instance& one : instances_) one.core.inputs_changed();
}

bool is_48_mhz(std::uint64_t hz) {
    constexpr std::uint64_t kNominal = 48'000'000, kOff = kNominal / 400;
    return hz >= kNominal - kOff && hz <= kNominal + kOff;
}

} // namespace vb
