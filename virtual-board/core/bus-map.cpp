#include "core/bus-map.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace vb {

namespace {
bool overlaps(std::uint64_t a, std::uint64_t a_size, std::uint64_t b, std::uint64_t b_size) {
    return a < b + b_size && b < a + a_size;
}
} // namespace

void BusMap::refuse_overlap(std::uint32_t base, std::uint64_t size) const {
    bool taken = std::any_of(devices_.begin(), devices_.end(), [&](const DeviceSlot& slot) {
        return overlaps(base, size, slot.base, slot.size);
    });
    taken |= std::any_of(regions_.begin(), regions_.end(), [&](const MemoryRegion* region) {
        return overlaps(base, size, region->base, region->bytes.size());
    });
    if (taken) throw std::invalid_argument("two owners of one bus address");
}

void BusMap::add_device(std::uint32_t base, std::uint32_t size, BusDevice& device) {
    refuse_overlap(base, size);
    DeviceSlot slot{base, size, &device};
    auto place = std::upper_bound(devices_.begin(), devices_.end(), slot,
                                  [](const DeviceSlot& a, const DeviceSlot& b) { return a.base < b.base; });
    devices_.insert(place, slot);
}

void BusMap::add_region(MemoryRegion& region) {
    refuse_overlap(region.base, region.bytes.size());
    regions_.push_back(&region);
}

const DeviceSlot* BusMap::device_at(std::uint32_t address) const {
    if (last_device_ < devices_.size()) {
        const auto& last = devices_[last_device_];
        if (address - last.base < last.size) return &last;
    }
    auto after = std::upper_bound(devices_.begin(), devices_.end(), address,
                                  [](std::uint32_t a, const DeviceSlot& slot) { return a < slot.base; });
    if (after == devices_.begin()) return nullptr;
    --after;
    if (address - after->base >= after->size) return nullptr;
    last_device_ = std::size_t(after - devices_.begin());
    return &*after;
}

MemoryRegion* BusMap::region_at(std::uint32_t address) const {
    for (MemoryRegion* region : regions_)
        if (address - region->base < region->bytes.size()) return region;
    return nullptr;
}

std::optional<std::uint32_t> BusMap::read(std::uint32_t address, unsigned size, Master master) const {
    if (MemoryRegion* region = region_at(address)) {
        std::uint32_t offset = address - region->base;
        if (!region->accessible || offset + size > region->bytes.size()) return std::nullopt;
        if (region->on_read) return region->on_read->read(offset, size, master);
        std::uint32_t value = 0;
        std::memcpy(&value, region->bytes.data() + offset, size);
        return value;
    }
    const DeviceSlot* slot = device_at(address);
    if (!slot) return std::nullopt;
    return slot->device->read(address - slot->base, size, master);
}

bool BusMap::write(std::uint32_t address, unsigned size, std::uint32_t value, Master master,
                   bool& wrote) const {
    wrote = false;
    if (MemoryRegion* region = region_at(address)) {
        std::uint32_t offset = address - region->base;
        if (!region->accessible || offset + size > region->bytes.size()) return false;
        if (!region->writable_by_core)
            return region->on_write && region->on_write->write(offset, size, value, master);
        std::memcpy(region->bytes.data() + offset, &value, size);
        wrote = true;
        return true;
    }
    const DeviceSlot* slot = device_at(address);
    return slot && slot->device->write(address - slot->base, size, value, master);
}

} // namespace vb
