#include "firmware/bootloader/memory-protection.hpp"
#include "firmware/common/core-registers.hpp"
#include "flash-library/controllers/mmio.hpp"
#include "flash-library/devices/stm32h7rs-memory.hpp"

#include <bit>

namespace firmware {

using xspi::mmio_barrier;
using xspi::mmio_read32;
using xspi::mmio_write32;

namespace {
constexpr std::uint32_t kNoAccess = MPU_RASR_XN;
constexpr std::uint32_t kFlash = MPU_RASR_C | MPU_RASR_B | 1u << MPU_RASR_TEX_Pos | 6u << MPU_RASR_AP_Pos;

void set_region(std::uint32_t number, std::uint32_t base, std::uint32_t size, std::uint32_t attributes) {
    const auto size_field = static_cast<std::uint32_t>(std::countr_zero(size) - 1);
    mmio_write32(MPU_RNR, number);
    mmio_write32(MPU_RASR, 0);
    mmio_write32(MPU_RBAR, base);
    mmio_write32(MPU_RASR, attributes | size_field << MPU_RASR_SIZE_Pos | MPU_RASR_ENABLE);
}
} // namespace

// Where two regions overlap the higher number counts; everywhere else the default map does (PRIVDEFENA).
void close_windows() {
    mmio_barrier();
    mmio_write32(MPU_CTRL, 0);
    const std::uint32_t regions = mmio_read32(MPU_TYPE) >> 8 & 0xFF;
    for (std::uint32_t region = 0; region < regions; ++region) {
        mmio_write32(MPU_RNR, region);
        mmio_write32(MPU_RASR, 0);
    }
    set_region(0, xspi::stm32h7rs::kXspi2Window, xspi::stm32h7rs::kWindowSize, kNoAccess);
    set_region(1, xspi::stm32h7rs::kXspi1Window, xspi::stm32h7rs::kWindowSize, kNoAccess);
    set_region(2, xspi::stm32h7rs::kForbidden.base, xspi::stm32h7rs::kForbidden.size, kNoAccess);
    mmio_write32(MPU_CTRL, MPU_CTRL_ENABLE | MPU_CTRL_PRIVDEFENA);
    mmio_barrier();
}

void open_flash(std::uint32_t base, std::uint32_t size) {
    set_region(3, base, size < xspi::stm32h7rs::kWindowSize ? size : xspi::stm32h7rs::kWindowSize, kFlash);
    mmio_barrier();
}

} // namespace firmware
