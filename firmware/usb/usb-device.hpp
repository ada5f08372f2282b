// The DFU device on its USB port. Everything that the host asks is answered from the port's interrupt,
// whatever the bootloader is doing meanwhile; what has to wait is answered by poll().
#pragma once
#include "firmware/common/start.hpp"
#include "firmware/update/dfu-device.hpp"
#include "flash-library/core/timebase.hpp"

#include <cstdint>

namespace firmware::usb {

// While it lives the port's interrupt waits.
class Lock {
  public:
    Lock() { asm volatile("cpsid i" ::: "memory"); }
    ~Lock() { asm volatile("cpsie i" ::: "memory"); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
};

// The port is up (Family::usb). `device` outlives it; `now` counts microseconds, modulo 2^32, at any
// priority.
void start(update::DfuDevice& device, std::uint32_t core_hz, std::uint32_t (*now)());
void poll();    // often, without a Lock
bool leaving(); // the host has had the last answer: the application is to be started
void stop();    // off the bus

} // namespace firmware::usb
