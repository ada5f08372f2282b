// The glitch-free switch in front of an XSPI kernel clock (RCC_CCIPR1.XSPInSEL, RCC_CKPROTR).
#pragma once
#include <array>
#include <cstdint>

namespace vb {

class KernelClockSwitch {
  public:
    enum Position : unsigned { Neutral = 0, Hclk5 = 1, Pll2S = 2, Pll2T = 3, Recovery = 4 };
    using Inputs = std::array<std::uint64_t, 4>; // Hz by position (index 0 unused); 0 = does not run

    void reset() { *this = {}; }
    // XSPInSEL: 0 HCLK5, 1 PLL2S, 2 PLL2T; 3 selects nothing.
    void select(unsigned sel) { wanted_ = sel + 1; }
    // To be called whenever an input, the selection or the protection may have changed. A switch happens only
    // while both the old and the new clock run; until then the output is dead (ES0620 2.2.24, by analogy).
    // With the protection on, a clock that stops is replaced by HCLK5/4 (CKPROTR.XSPInSWP = 4).
    void update(const Inputs& hz, bool protection);

    Position position() const;
    std::uint64_t hz() const { return hz_; }
    unsigned from() const { return from_; }

  private:
    unsigned from_ = Hclk5, wanted_ = Hclk5;
    bool recovery_ = false;
    std::uint64_t hz_ = 0;
};

} // namespace vb
