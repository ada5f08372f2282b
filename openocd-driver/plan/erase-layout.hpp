// The sectors of a bank: what each erase type erases where, and the blocks, which are the smallest sectors
// that there are at each place and cover the bank.
#pragma once
#include "openocd-driver/plan/program-plan.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace xspi {

// Refers to the geometry it was made from.
class EraseLayout {
  public:
    explicit EraseLayout(const PlanGeometry& geometry);

    // Blocks cover the bank and do not overlap. The rest is for sound ones.
    bool sound() const;
    FlashRange block_at(std::uint32_t address) const;
    std::uint64_t block_us(std::uint32_t address) const;  // typical time to erase it, assumed where not coded
    std::size_t blocks_in(const FlashRange& range) const; // from the start of one to the end of one
    // The whole sector of geometry.erase_types[type] that holds the address; nothing: it has none there.
    std::optional<FlashRange> sector_of(std::size_t type, std::uint32_t address) const;

  private:
    // A part with blocks of one erase type, counted from `origin`.
    struct Section {
        std::uint64_t begin = 0, end = 0;
        std::size_t type = 0;
        std::uint64_t origin = 0;
    };
    std::vector<FlashRange> ranges_of(std::size_t type) const;
    std::uint32_t size_of(std::size_t type) const { return geometry_.erase_types[type].size; }
    void add(const Section& section);
    const Section& section_at(std::uint32_t address) const;

    const PlanGeometry& geometry_;
    std::vector<std::vector<FlashRange>> ranges_; // of each type, where it holds
    std::vector<Section> sections_;               // by rising address
};

std::uint64_t typical_erase_us(const PlanEraseType& type); // assumed where not coded

} // namespace xspi
