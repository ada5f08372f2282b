// The USART of STM32F4 and older: one data register, one status register. Its transmitter as polling and
// interrupt-driven software sees it; nothing is ever received.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"

#include <optional>

namespace vb {

class OlderUsart final : public PeripheralRegisters {
  public:
    struct Wiring {
        std::function<std::uint64_t()> kernel_hz;
        std::function<void(char)> transmitted; // a complete character left the pin
        std::function<void(bool)> interrupt;
    };
    OlderUsart(std::string name, Timeline& timeline, Violations& violations, Wiring wiring);

    void reset() override;

  protected:
    std::optional<std::uint32_t> load(std::uint32_t offset, Master master) override;
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    void store_cr1(std::uint32_t value);
    void transmit(std::uint8_t character);
    void shift(std::uint8_t character);
    void discard(); // what waits and what is under way
    Picoseconds character_time() const;
    void update_flags();

    Timeline& timeline_;
    Wiring wiring_;
    std::optional<std::uint8_t> waiting_; // behind the shift register
    std::optional<Timeline::EventId> shifting_;
    bool status_read_ = false; // with TC set: a store to DR clears it then
};

} // namespace vb
