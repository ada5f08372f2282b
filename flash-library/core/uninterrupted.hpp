// A few instructions that no interrupt may come between. Agent and flash-test have none; the bootloader has
// its USB port's.
#pragma once
#include <cstdint>

namespace xspi {

class Uninterrupted {
  public:
#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
    Uninterrupted() { asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(before_) : : "memory"); }
    ~Uninterrupted() { asm volatile("msr primask, %0" : : "r"(before_) : "memory"); }
#else
    Uninterrupted() {}
    ~Uninterrupted() {}
#endif
    Uninterrupted(const Uninterrupted&) = delete;
    Uninterrupted& operator=(const Uninterrupted&) = delete;

  private:
    [[maybe_unused]] std::uint32_t before_ = 0;
};

} // namespace xspi
