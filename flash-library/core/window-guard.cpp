#include "flash-library/core/window-guard.hpp"
#include "flash-library/core/mmio.hpp"
#include "flash-library/core/mpu-registers.hpp"

#include <bit>

namespace xspi {

namespace {
constexpr std::uint32_t kNoAccess = MPU_RASR_XN;
constexpr std::uint32_t kDeviceReadOnly = MPU_RASR_XN | 5u << MPU_RASR_AP_Pos | MPU_RASR_B;

// Where two regions overlap the higher number counts.
constexpr std::uint32_t kRegionOpen = kClosedRanges;
constexpr std::uint32_t kWindowSize = 256u * 1024 * 1024; // of every controller that maps, on every STM32

void clear_region(std::uint32_t number) {
    mmio_write32(MPU_RNR, number);
    mmio_write32(MPU_RASR, 0);
    mmio_write32(MPU_RBAR, 0);
}

void set_region(std::uint32_t number, std::uintptr_t base, std::uint32_t size, std::uint32_t attributes) {
    const auto size_field = static_cast<std::uint32_t>(std::countr_zero(size) - 1);
    mmio_write32(MPU_RNR, number);
    mmio_write32(MPU_RASR, 0);
    mmio_write32(MPU_RBAR, static_cast<std::uint32_t>(base));
    mmio_write32(MPU_RASR, attributes | size_field << MPU_RASR_SIZE_Pos | MPU_RASR_ENABLE);
}
} // namespace

// Everywhere else the default map counts (PRIVDEFENA).
void WindowGuard::start(const ClosedRanges& closed) const {
    mmio_barrier();
    mmio_write32(MPU_CTRL, 0);
    const std::uint32_t regions = mpu_regions(mmio_read32(MPU_TYPE));
    for (std::uint32_t region = 0; region < regions; ++region) clear_region(region);
    for (std::uint32_t i = 0; i < closed.size(); ++i)
        if (closed[i].size != 0) set_region(i, closed[i].base, closed[i].size, kNoAccess);
    mmio_write32(MPU_CTRL, MPU_CTRL_ENABLE | MPU_CTRL_PRIVDEFENA);
    mmio_barrier();
}

void WindowGuard::open(std::uintptr_t window) const { open(window, kWindowSize, kDeviceReadOnly); }

void WindowGuard::open(std::uintptr_t window, std::uint32_t size, std::uint32_t attributes) const {
    set_region(kRegionOpen, window, size, attributes);
    mmio_barrier();
}

void WindowGuard::close() const {
    mmio_barrier(); // reads through the open window are complete
    clear_region(kRegionOpen);
    mmio_barrier();
}

} // namespace xspi
