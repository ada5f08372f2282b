#include "flash-library/core/window-guard.hpp"
#include "flash-library/controllers/mmio.hpp"
#include "flash-library/core/mpu-registers.hpp"

namespace xspi {

namespace {
constexpr std::uint32_t kSize256MiB = 27u << MPU_RASR_SIZE_Pos;
constexpr std::uint32_t kSize16MiB = 23u << MPU_RASR_SIZE_Pos;
constexpr std::uint32_t kNoAccess = MPU_RASR_XN | MPU_RASR_ENABLE;
constexpr std::uint32_t kDeviceReadOnly = MPU_RASR_XN | 5u << MPU_RASR_AP_Pos | MPU_RASR_B | MPU_RASR_ENABLE;

// Where two regions overlap the higher number counts.
constexpr std::uint32_t kRegionXspi2 = 0, kRegionXspi1 = 1, kRegionGfxmmu = 2, kRegionOpen = 3;

void set_region(std::uint32_t number, std::uintptr_t base, std::uint32_t attributes) {
    mmio_write32(MPU_RNR, number);
    mmio_write32(MPU_RASR, 0);
    mmio_write32(MPU_RBAR, static_cast<std::uint32_t>(base));
    mmio_write32(MPU_RASR, attributes);
}
} // namespace

void WindowGuard::start() const {
    mmio_barrier();
    mmio_write32(MPU_CTRL, 0);
    const std::uint32_t regions = mpu_regions(mmio_read32(MPU_TYPE));
    for (std::uint32_t region = 0; region < regions; ++region) set_region(region, 0, 0);
    set_region(kRegionXspi2, 0x70000000, kSize256MiB | kNoAccess);
    set_region(kRegionXspi1, 0x90000000, kSize256MiB | kNoAccess);
    // ES0596 2.2.17: any access here, even a speculative one, hangs the system.
    set_region(kRegionGfxmmu, 0x25000000, kSize16MiB | kNoAccess);
    mmio_write32(MPU_CTRL, MPU_CTRL_ENABLE | MPU_CTRL_PRIVDEFENA);
    mmio_barrier();
}

void WindowGuard::open(std::uintptr_t window) const {
    set_region(kRegionOpen, window, kSize256MiB | kDeviceReadOnly);
    mmio_barrier();
}

void WindowGuard::close() const {
    mmio_barrier(); // reads through the open window are complete
    set_region(kRegionOpen, 0, 0);
    mmio_barrier();
}

} // namespace xspi
