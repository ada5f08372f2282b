// What every SPI of the STM32 has in common as a master: registers behind a clock gate, chips on its wires,
// frames that take their time, an interrupt.
//
// How a microcontroller wires one: make it (Spi or SpiV2) with an SpiWiring, map it as any BusDevice of kSize
// bytes, solder() its chips before power-on, and call pads_changed() after every store to a GPIO port.
// soc/spi-set.hpp does all of that for a table of places.
#pragma once
#include "core/bus.hpp"
#include "core/clocks.hpp"
#include "core/time.hpp"
#include "core/violations.hpp"
#include "ip/peripheral-registers.hpp"
#include "ip/spi/spi-bus.hpp"
#include "ip/spi/spi-limits.hpp"

#include <functional>
#include <optional>
#include <string>

namespace vb {

struct SpiWiring {
    std::string name = "SPI1";
    unsigned irq = 35;
    std::string enable_bit;        // that gates the registers, for the report: "RCC_APB2ENR.SPI1EN"
    std::function<bool()> clocked; // whether that bit is set
    std::function<std::uint64_t()> kernel_hz; // what BR or MBR divides: F4, F7 the APB's clock; 0: it stands
    unsigned fifo_bytes = 16;                 // SpiV2 only: 16 of SPI1 to SPI3, 8 of SPI4 to SPI6
    spi::Limits limits;
};

class SpiPeripheral : public PeripheralRegisters {
  public:
    static constexpr std::uint32_t kSize = 0x400;

    ~SpiPeripheral() override;
    SpiPeripheral(const SpiPeripheral&) = delete;
    SpiPeripheral& operator=(const SpiPeripheral&) = delete;

    void solder(SpiSeat seat) { bus_.solder(std::move(seat)); } // before power-on
    void pads_changed();
    const SpiClockUse& clock_use() const { return bus_.use(); }

  protected:
    SpiPeripheral(std::span<const RegisterSpec> map, Timeline& timeline, Violations& violations,
                  const Pads& pads, InterruptLines& interrupts, SpiWiring wiring);

    virtual void frame_done(std::uint32_t received, Picoseconds at) = 0; // may begin the next one at `at`
    virtual bool interrupt() const = 0;

    Picoseconds now() const { return timeline_.now(); }
    void advance(); // takes in every frame that has ended by now
    void settle();  // after anything that may have changed: the interrupt, and the event of the frame's end
    void report(const char* rule, const std::string& what) { violations().report(rule, what); }
    const std::string& label() const { return wiring_.name; }
    const SpiWiring& wiring() const { return wiring_; }
    SpiBus& bus() { return bus_; }
    const SpiBus& bus() const { return bus_; }

  private:
    Timeline& timeline_;
    InterruptLines& interrupts_;
    SpiWiring wiring_;
    SpiBus bus_;
    bool line_ = false;
    std::optional<Timeline::EventId> event_;
};

} // namespace vb
