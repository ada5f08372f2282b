// A bit-band alias: each of its words stands for one bit of the region (DDI0439 3.7). Only the Cortex-M4 has
// them.
#pragma once
#include "core/bus-map.hpp"

#include <cstdint>
#include <string>

namespace vb {

// Of the SRAM (0x22000000 for 0x20000000) or of the peripherals (0x42000000 for 0x40000000). An access
// reaches the region with its own size: a load for the bit, a store as load and store of what holds the bit.
class BitBand final : public BusDevice {
  public:
    static constexpr std::uint32_t kSram = 0x20000000, kPeripherals = 0x40000000;
    static constexpr std::uint32_t kAlias = 0x02000000; // from a region to its alias
    static constexpr std::uint32_t kSize = 0x02000000;  // of an alias

    BitBand(std::uint32_t region, const BusMap& bus) : region_(region), bus_(bus) {}
    std::string name() const override { return "bit-band"; }
    std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, Master master) override;
    bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) override;
    void reset() override {}

    // Where an access to the alias goes.
    std::uint32_t target(std::uint32_t offset, unsigned size) const {
        return region_ + (offset >> 5 & ~(size - 1));
    }
    // Whether the last store went to memory, which may hold code.
    bool wrote_memory() const { return wrote_; }

  private:
    unsigned bit(std::uint32_t offset, unsigned size) const { return offset >> 2 & (8 * size - 1); }

    const std::uint32_t region_;
    const BusMap& bus_;
    bool wrote_ = false;
};

} // namespace vb
