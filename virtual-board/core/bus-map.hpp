// Which memory or device answers an address, without side trips through Unicorn.
#pragma once
#include "core/bus.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace vb {

struct DeviceSlot {
    std::uint32_t base;
    std::uint32_t size;
    BusDevice* device;
};

class BusMap {
  public:
    // Both throw std::invalid_argument when ranges overlap.
    void add_device(std::uint32_t base, std::uint32_t size, BusDevice& device);
    void add_region(MemoryRegion& region);

    const DeviceSlot* device_at(std::uint32_t address) const;
    MemoryRegion* region_at(std::uint32_t address) const; // accessible or not
    const std::vector<MemoryRegion*>& regions() const { return regions_; }
    const std::vector<DeviceSlot>& devices() const { return devices_; }

    // One aligned access of 1, 2 or 4 bytes; nullopt or false is a bus error. `wrote` tells that memory
    // (code, perhaps) was changed.
    std::optional<std::uint32_t> read(std::uint32_t address, unsigned size, Master master) const;
    bool write(std::uint32_t address, unsigned size, std::uint32_t value, Master master, bool& wrote) const;

  private:
    void refuse_overlap(std::uint32_t base, std::uint64_t size) const;

    std::vector<DeviceSlot> devices_; // by base
    std::vector<MemoryRegion*> regions_;
    mutable std::size_t last_device_ = 0;
};

} // namespace vb
