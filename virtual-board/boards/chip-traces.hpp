// The traces between an XSPIM port and its chip, with the faults that can be declared for them.
#pragma once
#include "core/spi-device.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace vb {

class ChipTraces final : public SpiDevice {
  public:
    explicit ChipTraces(SpiDevice& chip) : chip_(&chip) { straight(); }
    void connect(SpiDevice& chip) { chip_ = &chip; }

    // Declared faults.
    void stick(unsigned line, bool level) { stuck_[line] = level; }
    void swap(unsigned a, unsigned b) { std::swap(to_chip_[a], to_chip_[b]); }
    void cut_dqs() { dqs_ = false; }
    void set_powered(bool powered) { powered_ = powered; }
    bool powered() const { return powered_; }

    void select(const SpiPins& pins) override;
    void drive(std::span<const std::uint8_t> half_cycles) override;
    bool sample(std::span<std::uint8_t> half_cycles) override;
    void deselect() override;
    void hardware_reset() override;
    void power_on() override;
    std::span<std::uint8_t> array() override { return chip_->array(); }

  private:
    void straight();
    std::uint8_t towards_chip(std::uint8_t levels) const;
    std::uint8_t towards_port(std::uint8_t levels) const;
    std::uint8_t stuck(std::uint8_t levels) const;

    SpiDevice* chip_;
    std::array<unsigned, 8> to_chip_{};          // the port's IOn reaches the chip's IO to_chip_[n]
    std::array<std::optional<bool>, 8> stuck_{}; // by the port's line
    bool dqs_ = true, powered_ = true;
    std::vector<std::uint8_t> levels_;
};

} // namespace vb
