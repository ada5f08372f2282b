// The debug connector with a declared fault: wires that are open, NRST held low, a supply that goes away.
#pragma once
#include "core/debug-port.hpp"
#include "core/time.hpp"

namespace vb {

class FaultyDebugPort final : public DebugPort {
  public:
    FaultyDebugPort(DebugPort& port, const Timeline& timeline) : port_(port), timeline_(timeline) {}

    void cut_wires(Picoseconds at) { cut_at_ = at; } // SWDIO or SWCLK, from then on
    void lose_supply(Picoseconds at) { dead_at_ = at; }
    void hold_nrst(); // low for ever

    SwdAck transfer(bool ap, bool read, std::uint8_t address, std::uint32_t& data) override;
    void line_reset() override;
    void nrst(bool asserted) override;
    bool target_powered() const override { return !dead() && port_.target_powered(); }

  private:
    bool dead() const { return timeline_.now() >= dead_at_; }
    bool silent() const { return dead() || timeline_.now() >= cut_at_; }

    DebugPort& port_;
    const Timeline& timeline_;
    Picoseconds cut_at_ = UINT64_MAX, dead_at_ = UINT64_MAX;
    bool nrst_held_ = false;
};

} // namespace vb
