// The MPU as a program in RAM uses it. The Cortex-M7 reads ahead in Normal memory whatever the program does;
// a controller outside memory-mapped mode answers that with a bus error or a hang. So all flash windows are
// closed, and one is opened as Device memory, read-only and not executable, while its controller is mapped.
#pragma once
#include "flash-library/core/closed-ranges.hpp"

#include <cstdint>

namespace xspi {

class WindowGuard {
  public:
    // Takes the whole MPU: the application's regions could close the program's own memory.
    void start(const ClosedRanges& closed) const;
    void open(std::uintptr_t window) const; // all of it, as Device memory
    // As the caller wants it: size a power of two, attributes as in MPU_RASR.
    void open(std::uintptr_t window, std::uint32_t size, std::uint32_t attributes) const;
    void close() const;
};

} // namespace xspi
