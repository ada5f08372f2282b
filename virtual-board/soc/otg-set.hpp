// The OTG cores of a microcontroller: which there are, where, of which kind.
#pragma once
#include "ip/otg/otg.hpp"
#include "soc/soc.hpp"

#include <deque>
#include <span>

namespace vb {

struct OtgPlace {
    const char* name; // "USB_OTG_FS"
    const OtgKind& (*kind)();
    std::uint32_t base;
    std::uint32_t enable, reset; // registers of the RCC
    unsigned bit, irq;
    const char* enable_bit; // "RCC_AHB1ENR.USB2OTGFSEN"
};

class OtgSet {
  public:
    struct Wiring {
        std::function<bool(std::uint32_t enable, unsigned bit)> enabled;
        std::function<void(unsigned irq, bool level)> interrupt;
        std::function<std::uint64_t()> ahb_hz;
        std::function<std::optional<OtgTrouble>(const OtgPlace&)> clock_trouble, supply_trouble,
            sleep_trouble;
    };
    using Add = std::function<void(std::uint32_t base, std::uint32_t size, BusDevice& device,
                                   std::optional<Soc::ResetBit> reset)>;

    OtgSet(Timeline& timeline, Violations& violations, std::span<const OtgPlace> places,
           const Wiring& wiring);
    void attach(const Add& add);
    void watch(Soc& soc, std::span<const char> ports); // that carry data lines
    UsbPort* find(const std::string& name);            // null: there is none
    void inputs_changed();

  private:
    struct Instance {
        Otg core;
        OtgFifoWindows windows;
        Instance(const OtgPlace& place, Timeline& timeline, Violations& violations, OtgWiring wiring)
            : core(place.name, place.kind(), timeline, violations, std::move(wiring)),
              windows(core, violations) {}
    };
    std::span<const OtgPlace> places_;
    std::deque<Instance> instances_;
};

// USB 2.0, 7.1.11: a full-speed device's clock is right to 0.25 %.
bool is_48_mhz(std::uint64_t hz);

} // namespace vb
