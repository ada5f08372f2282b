// The cells of an STM32H7's flash: erase, program by a unit with its own ECC bits, erased state. Knows
// nothing of registers or time.
#pragma once
#include "core/board.hpp"

#include <cstdint>
#include <set>
#include <span>
#include <vector>

namespace vb {

class CellArray : public DamagedUnits {
  public:
    // unit: bytes that are programmed at once. zero_may_follow: all zeros over any unit leave a valid ECC (a
    // word of zeros has check bits of zeros), so that a unit can be invalidated without an erase.
    CellArray(std::uint32_t size, std::uint32_t unit, bool zero_may_follow)
        : bytes_(size, 0xFF), unit_(unit), zero_may_follow_(zero_may_follow) {}

    std::span<std::uint8_t> bytes() { return bytes_; }
    std::uint32_t size() const { return std::uint32_t(bytes_.size()); }

    void erase(std::uint32_t offset, std::uint32_t length);
    // False: the unit was not erased. Its cells are ANDed then, and unless nothing changes its ECC is wrong.
    bool program(std::uint32_t offset, std::span<const std::uint8_t> data);
    // The supply goes amid it: the first half of the cells has it, and the ECC fits neither that nor what was
    // there, unless nothing of it changes. (What such cells hold is nowhere documented.)
    void cut_off_program(std::uint32_t offset, std::span<const std::uint8_t> data);
    // Whether a load from here meets an uncorrectable ECC error.
    bool damaged(std::uint32_t offset) const { return damaged_.contains(offset / unit_); }
    bool any_damage() const { return !damaged_.empty(); }

    std::uint32_t unit() const override { return unit_; }
    std::vector<std::uint32_t> damaged_units() const override;
    void damage(std::uint32_t offset) override { damaged_.insert(offset / unit_); }

  private:
    bool erased(std::uint32_t unit) const;

    std::vector<std::uint8_t> bytes_;
    std::uint32_t unit_;
    bool zero_may_follow_;
    std::set<std::uint32_t> programmed_; // units programmed here, even with all ones
    std::set<std::uint32_t> damaged_;
};

} // namespace vb
