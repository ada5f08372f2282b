// The SPIs of a microcontroller: which there are, where, of which kind. A family has a table of SpiPlace and
// one SpiSet; it calls attach() when its devices are mapped, watch() once its GPIO ports exist, and asks
// names() and connect() for flash_controllers() and connect().
#pragma once
#include "core/bus.hpp"
#include "ip/spi/spi-v2.hpp"
#include "ip/spi/spi.hpp"
#include "soc/pin-functions.hpp"
#include "soc/soc.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace vb {

struct SpiPlace {
    const char* name; // "SPI1"
    unsigned number;
    std::uint32_t base;
    std::uint32_t enable, reset; // registers of the RCC
    unsigned bit, irq;
    const char* enable_register;           // "APB2ENR", for the report
    std::uint64_t highest_hz = 54'000'000; // of SCK
    unsigned fifo_bytes = 16;              // of the kind of STM32H7
};

class SpiSet {
  public:
    enum class Kind { F4, F7, H7 };
    struct Wiring {
        Kind kind;
        std::function<bool(std::uint32_t enable, unsigned bit)> enabled;
        std::function<std::uint64_t(unsigned number)> kernel_hz;
    };
    using Add = std::function<void(std::uint32_t base, BusDevice& device, Soc::ResetBit reset)>;

    SpiSet(Timeline& timeline, Violations& violations, const Pads& pads, InterruptLines& interrupts,
           std::span<const SpiPlace> places, const Wiring& wiring);
    void attach(const Add& add);
    void watch(Soc& soc); // GPIO ports 'A' to 'K', those that there are
    std::vector<std::string> names() const;
    bool has(const std::string& name) const { return find(name) != nullptr; }
    // False with a sentence in `why`.
    bool connect(PinFunctions pins, const FlashWires& wires, std::string& why);
    const SpiPeripheral* find(const std::string& name) const;
    std::vector<SerialClock> clocks() const; // of those that have a chip

  private:
    std::span<const SpiPlace> places_;
    std::vector<std::unique_ptr<SpiPeripheral>> spis_;
    std::vector<SpiPeripheral*> in_use_; // that have a chip
};

} // namespace vb
