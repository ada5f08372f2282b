// The one place with `volatile`: every register access of flash library, agent and firmware goes through
// here. On a Cortex-M these are plain loads and stores; anywhere else they are ordinary functions that the
// unit tests define (tests/unit/flash-library/core/mmio-fake.cpp), so that a test sees each access in
// its order.
#pragma once
#include <cstdint>

namespace xspi {

#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
inline std::uint32_t mmio_read32(std::uintptr_t address) {
    return *reinterpret_cast<const volatile std::uint32_t*>(address);
}
inline std::uint16_t mmio_read16(std::uintptr_t address) {
    return *reinterpret_cast<const volatile std::uint16_t*>(address);
}
inline std::uint8_t mmio_read8(std::uintptr_t address) {
    return *reinterpret_cast<const volatile std::uint8_t*>(address);
}
inline void mmio_write32(std::uintptr_t address, std::uint32_t value) {
    *reinterpret_cast<volatile std::uint32_t*>(address) = value;
}
inline void mmio_write16(std::uintptr_t address, std::uint16_t value) {
    *reinterpret_cast<volatile std::uint16_t*>(address) = value;
}
inline void mmio_write8(std::uintptr_t address, std::uint8_t value) {
    *reinterpret_cast<volatile std::uint8_t*>(address) = value;
}
// Everything before has reached its target, and no later instruction has begun.
inline void mmio_barrier() { asm volatile("dsb sy\n\tisb sy" ::: "memory"); }
#else
std::uint32_t mmio_read32(std::uintptr_t address);
std::uint16_t mmio_read16(std::uintptr_t address);
std::uint8_t mmio_read8(std::uintptr_t address);
void mmio_write32(std::uintptr_t address, std::uint32_t value);
void mmio_write16(std::uintptr_t address, std::uint16_t value);
void mmio_write8(std::uintptr_t address, std::uint8_t value);
void mmio_barrier();
#endif

} // namespace xspi
