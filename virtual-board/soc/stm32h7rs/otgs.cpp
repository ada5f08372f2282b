#include "soc/stm32h7rs/otgs.hpp"

#include "core/machine.hpp"

#include <fmt/format.h>

namespace vb {

namespace {
// Bases, interrupts, EN and RST bits: ST's device header stm32h7s3xx.h.
constexpr unsigned kHs = 25, kPhy = 26, kFs = 27;
constexpr OtgPlace kPlaces[] = {
    {"USB_OTG_HS", h7rs_otg_hs, 0x40040000, rcc::AHB1ENR, rcc::AHB1RSTR, kHs, 91, "RCC_AHB1ENR.OTGHSEN"},
    {"USB_OTG_FS", h7rs_otg_fs, 0x40080000, rcc::AHB1ENR, rcc::AHB1RSTR, kFs, 112, "RCC_AHB1ENR.OTGFSEN"},
};

// The reference that RCC_CCIPR1.USBREFCKSEL tells the PHY of (docs/hardware/usb.md).
std::uint64_t told_reference(unsigned code) {
    switch (code) {
    case 0x3: return 16'000'000;
    case 0x8: return 19'200'000;
    case 0x9: return 20'000'000;
    case 0xA: return 24'000'000;
    case 0xB: return 32'000'000;
    case 0xE: return 26'000'000;
    default: return 0;
    }
}

std::optional<OtgTrouble> phy_trouble(const Rcc& rcc, const OtgPlace& place) {
    const std::uint64_t told = told_reference(rcc.peek(rcc::CCIPR1) >> 8 & 0xF), hz = rcc.usb_phy_hz();
    if (!rcc.enabled(rcc::AHB1ENR, kPhy))
        return OtgTrouble{"VB-OTG-001",
                          fmt::format("{}: RCC_AHB1ENR.USBPHYCEN is 0: its PHY has no clock", place.name)};
    if (hz != 0 && hz == told) return std::nullopt;
    return OtgTrouble{"VB-OTG-001", fmt::format("{}: the PHY's reference has {} Hz, and RCC_CCIPR1."
                                                "USBREFCKSEL tells {} Hz",
                                                place.name, hz, told)};
}

std::optional<OtgTrouble> clock_trouble(const Rcc& rcc, const OtgPlace& place) {
    constexpr unsigned kOfPhy = 3; // OTGFSSEL: the PHY's 48 MHz
    if (place.bit == kHs || (rcc.peek(rcc::CCIPR1) >> 14 & 3) == kOfPhy) return phy_trouble(rcc, place);
    if (is_48_mhz(rcc.usb_fs_hz())) return std::nullopt;
    return OtgTrouble{"VB-OTG-001", fmt::format("{}: the 48 MHz clock (RCC_CCIPR1.OTGFSSEL) has {} Hz",
                                                place.name, rcc.usb_fs_hz())};
}

std::optional<OtgTrouble> supply_trouble(const Pwr& pwr, const Pads& pads, const OtgPlace& place) {
    constexpr unsigned kAf = 10, kPins[] = {11, 12};
    if (!pwr.usb33_ready())
        return OtgTrouble{
            "VB-OTG-002",
            fmt::format("{}: PWR_CSR2.USB33DEN is 0: its transceiver has no supply", place.name)};
    if (place.bit == kHs) { // its pins are its own
        if (pwr.usb_hs_regulator()) return std::nullopt;
        return OtgTrouble{"VB-OTG-002",
                          fmt::format("{}: PWR_CSR2.USBHSREGEN is 0: its PHY has no supply", place.name)};
    }
    for (const unsigned pin : kPins) {
        const PadState pad = pads.pad('M', pin);
        if (pad.mode != 2 || pad.af != kAf)
            return OtgTrouble{"VB-OTG-003",
                              fmt::format("{}: PM{} is not its data line (AF{})", place.name, pin, kAf)};
    }
    return std::nullopt;
}

// The bits of AHB1LPENR have the places of AHB1ENR's.
std::optional<OtgTrouble> sleep_trouble(const Rcc& rcc, const Machine& machine, const OtgPlace& place) {
    const std::uint32_t enabled = rcc.peek(rcc::AHB1LPENR);
    const bool runs = enabled >> place.bit & 1 && (place.bit != kHs || (enabled >> kPhy & 1));
    if (runs || machine.core_state().mode != CoreMode::sleeping) return std::nullopt;
    return OtgTrouble{"VB-OTG-009", fmt::format("{} does not answer while the processor sleeps: "
                                                "RCC_AHB1LPENR is 0x{:08X}",
                                                place.name, enabled)};
}
} // namespace

std::span<const OtgPlace> stm32h7rs_otg_places() { return kPlaces; }

OtgSet::Wiring stm32h7rs_otg_wiring(const Rcc& rcc, const Pwr& pwr, const Pads& pads, Machine& machine) {
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

} // namespace vb
