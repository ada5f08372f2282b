#include "soc/stm32h74x/otgs.hpp"

#include "core/machine.hpp"

#include <fmt/format.h>

namespace vb::stm32h74x {

namespace {
// Bases, interrupts, EN and RST bits: ST's device header stm32h743xx.h.
constexpr unsigned kHs = 25, kFs = 27;
constexpr OtgPlace kPlaces[] = {
    {"USB_OTG_HS", h74x_otg, 0x40040000, rcc::AHB1ENR, rcc::AHB1RSTR, kHs, 77, "RCC_AHB1ENR.USB1OTGHSEN"},
    {"USB_OTG_FS", h74x_otg, 0x40080000, rcc::AHB1ENR, rcc::AHB1RSTR, kFs, 101, "RCC_AHB1ENR.USB2OTGFSEN"},
};

std::optional<OtgTrouble> clock_trouble(const Rcc& rcc, const OtgPlace& place) {
    if (is_48_mhz(rcc.usb_hz())) return std::nullopt;
    return OtgTrouble{"VB-OTG-001", fmt::format("{}: the 48 MHz clock (RCC_D2CCIP2R.USBSEL) has {} Hz",
                                                place.name, rcc.usb_hz())};
}

std::optional<OtgTrouble> supply_trouble(const Pwr& pwr, const Pads& pads, const OtgPlace& place) {
    if (!pwr.usb33_ready())
        return OtgTrouble{
            "VB-OTG-002",
            fmt::format("{}: PWR_CR3.USB33DEN is 0: its transceiver has no supply", place.name)};
    const bool fs = place.bit == kFs;
    const char port = fs ? 'A' : 'B';
    const unsigned af = fs ? 10 : 12, dm = fs ? 11 : 14;
    for (const unsigned pin : {dm, dm + 1}) {
        const PadState pad = pads.pad(port, pin);
        if (pad.mode != 2 || pad.af != af)
            return OtgTrouble{"VB-OTG-003", fmt::format("{}: P{}{} is not its data line (AF{})", place.name,
                                                        port, pin, af)};
    }
    return std::nullopt;
}

// The bits of AHB1LPENR have the places of AHB1ENR's; the ULPI's is the next one. With it the core waits in
// the processor's sleep for a clock of a PHY that is not there (docs/hardware/usb.md).
std::optional<OtgTrouble> sleep_trouble(const Rcc& rcc, const Machine& machine, const OtgPlace& place) {
    const std::uint32_t enabled = rcc.peek(rcc::AHB1LPENR);
    const bool ulpi = enabled >> (place.bit + 1) & 1, runs = enabled >> place.bit & 1;
    if ((runs && !ulpi) || machine.core_state().mode != CoreMode::sleeping) return std::nullopt;
    return OtgTrouble{"VB-OTG-009",
                      fmt::format("{} does not answer while the processor sleeps: RCC_AHB1LPENR bit {} is {}",
                                  place.name, runs ? place.bit + 1 : place.bit, runs ? 1 : 0)};
}
} // namespace

std::span<const OtgPlace> otg_places() { return kPlaces; }

OtgSet::Wiring otg_wiring(const Rcc& rcc, const Pwr& pwr, const Pads& pads, Machine& machine) {
    OtgSet::Wiring wiring;
    wiring.enabled = [&rcc](std::uint32_t enable, unsigned bit) { return rcc.enabled(enable, bit); };
    wiring.interrupt = [&machine](unsigned irq, bool level) { machine.set_line(irq, level); };
    wiring.ahb_hz = [&rcc] { return rcc.ahb_hz(); };
    wiring.clock_trouble = [&rcc](const OtgPlace& place) { return clock_trouble(rcc, place); };
    wiring.supply_trouble = [&pwr, &pads](const OtgPlace& place) { return supply_trouble(pwr, pads, place); };
    wiring.sleep_trouble = [&rcc, &machine](const OtgPlace& place) {
        return sleep_trouble(rcc, machine, place);
    };
    return wiring;
}

} // namespace vb::stm32h74x
