// A peripheral's registers on the bus with a declared fault: bits that are what they are, whatever is
// written.
#pragma once
#include "core/bus.hpp"

#include <map>

namespace vb {

class FaultyRegisters final : public BusDevice {
  public:
    explicit FaultyRegisters(BusDevice& device) : device_(device) {}
    // offset: of the register, a multiple of 4; bit: 0..31.
    void hold(std::uint32_t offset, unsigned bit, bool level);

    std::string name() const override { return device_.name(); }
    std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, Master master) override;
    bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) override;
    void reset() override { device_.reset(); }
    void power_on() override { device_.power_on(); }

  private:
    struct Held {
        std::uint32_t mask = 0, levels = 0;
    };
    std::uint32_t as_held(std::uint32_t offset, std::uint32_t value) const;

    BusDevice& device_;
    std::map<std::uint32_t, Held> held_; // by offset
};

} // namespace vb
