// Which instant of virtual time a CPU cycle falls on.
#pragma once
#include "core/time.hpp"

#include <cstdint>

namespace vb {

// Exact while the frequency stands: the fraction of a picosecond is carried, so that it does not matter in
// how many pieces the core was run. A change of frequency begins on a whole picosecond.
class CycleClock {
  public:
    std::uint64_t hz() const { return hz_; }

    Picoseconds time_at(std::uint64_t cycle) const {
        return hz_ ? base_time_ + Picoseconds(units(cycle) / hz_) : base_time_;
    }

    // The first cycle that is not before that instant; `to` must not be before the clock's base.
    std::uint64_t cycle_at(Picoseconds to) const {
        if (to <= base_time_ || hz_ == 0) return base_cycle_;
        Wide needed = Wide(to - base_time_) * hz_ - fraction_;
        Wide cycles = (needed + kPerSecond - 1) / kPerSecond;
        return cycles > kFar ? base_cycle_ + kFar : base_cycle_ + std::uint64_t(cycles);
    }

    // Keeps the numbers small; does not move any instant.
    void rebase(std::uint64_t cycle) {
        if (hz_ == 0) {
            base_cycle_ = cycle;
            return;
        }
        Wide all = units(cycle);
        base_time_ += Picoseconds(all / hz_);
        fraction_ = std::uint64_t(all % hz_);
        base_cycle_ = cycle;
    }

    void set_hz(std::uint64_t cycle, std::uint64_t hz) {
        if (hz == hz_) return;
        rebase(cycle);
        hz_ = hz;
        fraction_ = 0;
    }

    // Time passes without cycles: the core was halted, held in reset or had no clock.
    void skip_to(std::uint64_t cycle, Picoseconds to) {
        rebase(cycle);
        if (to <= base_time_) return;
        base_time_ = to;
        fraction_ = 0;
    }

  private:
    __extension__ typedef unsigned __int128 Wide;
    static constexpr std::uint64_t kFar = std::uint64_t{1} << 62;

    // In 1/hz of a picosecond since base_time_.
    Wide units(std::uint64_t cycle) const { return Wide(cycle - base_cycle_) * kPerSecond + fraction_; }

    Picoseconds base_time_ = 0;
    std::uint64_t base_cycle_ = 0;
    std::uint64_t fraction_ = 0;
    std::uint64_t hz_ = 0;
};

} // namespace vb
