// A USART's transmitter as polling and interrupt-driven software sees it. Nothing is ever received.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"

#include <deque>

namespace vb {

enum class UsartKind {
    WithFifo,   // STM32H7
    WithoutFifo // STM32F7: no PRESC, no bits of the FIFO
};

struct UsartWiring {
    std::function<std::uint64_t()> kernel_hz;
    std::function<void(char)> transmitted; // a complete character left the pin
    std::function<void(bool)> interrupt;
};

class Usart final : public PeripheralRegisters {
  public:
    Usart(std::string name, Timeline& timeline, Violations& violations, UsartWiring wiring,
          UsartKind kind = UsartKind::WithFifo);

    void reset() override;

  protected:
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    void store_cr1(std::uint32_t value);
    void transmit(std::uint8_t character);
    void shift_next();
    void discard(); // what waits and what is under way
    Picoseconds character_time() const;
    std::size_t depth() const; // of the transmit FIFO, 1 without
    void update_flags();

    unsigned prescaler() const; // of the kernel clock

    Timeline& timeline_;
    UsartWiring wiring_;
    UsartKind kind_;
    std::deque<std::uint8_t> waiting_;
    std::optional<Timeline::EventId> shifting_;
};

} // namespace vb
