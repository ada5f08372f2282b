// A CoreSight class 1 ROM table (IHI0029), read-only, one 4 KiB page.
#pragma once
#include "core/bus.hpp"

#include <string>
#include <utility>
#include <vector>

namespace vb {

class RomTable final : public BusDevice {
  public:
    // `base` is the table's own address, `components` the addresses it lists.
    RomTable(std::uint32_t base, std::vector<std::uint32_t> components, std::uint32_t part)
        : base_(base), components_(std::move(components)), part_(part) {}

    std::string name() const override { return "ROM table"; }
    std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, Master) override {
        std::uint32_t value = word(offset & ~3u) >> 8 * (offset & 3u);
        return size == 4 ? value : value & (size == 1 ? 0xFFu : 0xFFFFu);
    }
    bool write(std::uint32_t, unsigned, std::uint32_t, Master) override { return true; }
    void reset() override {}

  private:
    // Identification: JEP106 code 0x20 (STMicroelectronics), part number = device number, class 1.
    std::uint32_t word(std::uint32_t offset) const {
        if (offset / 4 < components_.size()) return ((components_[offset / 4] - base_) & 0xFFFFF000u) | 3u;
        switch (offset) {
        case 0xFCC: return 1; // MEMTYPE: system memory is on this bus
        case 0xFE0: return part_ & 0xFF;
        case 0xFE4: return (part_ >> 8 & 0xF) | 0x00;
        case 0xFE8: return 0x0A; // JEDEC, JEP106 identity 6:4 = 2
        case 0xFF0: return 0x0D;
        case 0xFF4: return 0x10;
        case 0xFF8: return 0x05;
        case 0xFFC: return 0xB1;
        default: return 0;
        }
    }
    std::uint32_t base_;
    std::vector<std::uint32_t> components_;
    std::uint32_t part_;
};

} // namespace vb
