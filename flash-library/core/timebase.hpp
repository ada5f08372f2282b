// Time on the target, from DWT_CYCCNT (Armv7-M ARM, C1.8): cycles of the core clock, 32 bits wide, standing
// still while the core is halted. A Deadline adds up differences in 64 bits, so a chip erase of an hour is
// measured as well as a FIFO wait; it must be asked once per turn of the counter (7.1 s at 600 MHz), which
// every wait loop does.
#pragma once
#include <cstdint>

namespace xspi {

// Passes that many turns of a two-instruction loop, 1 to 2 cycles each, without touching the bus: between two
// looks at a register, so that waiting leaves the bus to the probe. (An emulated core runs it ten times
// faster than looks.)
inline void spin(std::uint32_t turns) {
#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
    if (turns == 0) return;
    asm volatile("1: subs %0, #1\n\tbne 1b" : "+l"(turns) : : "cc");
#else
    (void)turns;
#endif
}

class Timebase {
  public:
    constexpr explicit Timebase(std::uint32_t core_hz) : core_hz_(core_hz) {}

    // Lets the cycle counter run: DEMCR.TRCENA, the DWT's software lock, DWT_CTRL.CYCCNTENA. Once, at start.
    void start() const;
    // After a change of the core clock. Deadlines that are running keep the clock they began with.
    void set_core_hz(std::uint32_t core_hz) { core_hz_ = core_hz; }
    std::uint32_t core_hz() const { return core_hz_; }

    std::uint32_t cycles() const;
    std::uint64_t cycles_from_us(std::uint32_t us) const;
    std::uint32_t us_from_cycles(std::uint64_t cycles) const; // 0xFFFFFFFF when it does not fit
    void delay_us(std::uint32_t us) const;

  private:
    std::uint32_t core_hz_;
};

class Deadline {
  public:
    Deadline(const Timebase& timebase, std::uint32_t timeout_us);
    bool passed();
    std::uint32_t elapsed_us();
    std::uint64_t cycles_left(); // 0 once it has passed

  private:
    void advance();

    const Timebase& timebase_;
    std::uint64_t limit_;
    std::uint64_t elapsed_ = 0;
    std::uint32_t last_;
};

} // namespace xspi
