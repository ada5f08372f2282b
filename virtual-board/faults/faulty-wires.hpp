// Wires with a declared fault between a controller and a chip: stuck, swapped or inverted IO lines, DQS
// broken.
#pragma once
#include "core/spi-device.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace vb {

// Lines are numbered at the controller's end. A stuck line is held at its level against all that drive it.
class FaultyWires : public SpiDevice {
  public:
    explicit FaultyWires(SpiDevice& device);

    void hold(unsigned line, bool level);
    void swap(unsigned line, unsigned other);
    void invert(unsigned line);
    void break_strobe() { strobe_broken_ = true; }
    void mend();

    void select(const SpiPins& pins) override;
    void drive(std::span<const std::uint8_t> half_cycles) override;
    bool sample(std::span<std::uint8_t> half_cycles) override;
    void exchange(std::span<std::uint8_t> half_cycles) override;
    std::uint8_t driven() const override;
    void deselect() override { device_.deselect(); }
    void hardware_reset() override { device_.hardware_reset(); }
    void power_on() override { device_.power_on(); }
    std::span<std::uint8_t> array() override { return device_.array(); }

  private:
    struct Line {
        unsigned chip_line;
        bool inverted = false;
        std::optional<bool> held;
    };
    void rebuild();
    std::uint8_t to_chip(std::uint8_t levels) const;
    std::uint8_t to_controller(std::uint8_t levels) const;

    SpiDevice& device_;
    std::array<Line, 8> lines_;
    bool strobe_broken_ = false;
    std::array<std::uint8_t, 256> to_chip_{}, to_controller_{}; // the two functions above as tables
    std::vector<std::uint8_t> levels_;
};

} // namespace vb
