// The cells of the internal flash and of the OTP area: erase, program by quad-word with ECC, erased state.
// Knows nothing of registers or time.
#pragma once
#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

namespace vb {

class FlashArray {
  public:
    static constexpr std::uint32_t kUnit = 16; // program unit with its own ECC bits
    static constexpr std::uint32_t kSector = 8192;
    using QuadWord = std::array<std::uint8_t, kUnit>;

    explicit FlashArray(std::uint32_t size) : bytes_(size, 0xFF) {}

    std::span<std::uint8_t> bytes() { return bytes_; }
    std::uint32_t size() const { return std::uint32_t(bytes_.size()); }

    void erase(std::uint32_t offset, std::uint32_t length);
    // False: the quad-word was not erased. Its cells are ANDed then, and unless nothing changes its ECC is
    // wrong.
    bool program(std::uint32_t offset, const QuadWord& data);
    // Whether a load from here meets an uncorrectable ECC error.
    bool damaged(std::uint32_t offset) const { return damaged_.contains(offset / kUnit); }
    bool any_damage() const { return !damaged_.empty(); }

  private:
    bool erased(std::uint32_t unit) const;

    std::vector<std::uint8_t> bytes_;
    std::set<std::uint32_t> programmed_; // units programmed here, even with all ones
    std::set<std::uint32_t> damaged_;
};

} // namespace vb
