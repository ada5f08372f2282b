// The host's side of flash-library/core/mmio.hpp: register accesses go to the MmioFake that lives at
// the moment; without one they fail the test. DWT_CYCCNT is served here: each read of it lets time pass.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

class MmioFake {
  public:
    MmioFake();
    virtual ~MmioFake();
    MmioFake(const MmioFake&) = delete;
    MmioFake& operator=(const MmioFake&) = delete;

    virtual std::uint32_t read(std::uintptr_t address, unsigned bytes) = 0;
    virtual void write(std::uintptr_t address, std::uint32_t value, unsigned bytes) = 0;
    virtual void barrier() {}

    std::uint32_t cycles_per_look = 600; // a microsecond at 600 MHz
    std::uint64_t cycles = 0xFFFFFF00;   // soon turns over, as it does in every long wait
};

inline constexpr std::uint32_t kTestCoreHz = 600'000'000;
