#include "firmware/bootloader/memory-protection.hpp"
#include "flash-library/core/mpu-registers.hpp"
#include "flash-library/core/window-guard.hpp"
#include "flash-library/devices/stm32h7rs/memory.hpp"

#include <algorithm>

namespace firmware {

namespace {
constexpr std::uint32_t kFlash =
    xspi::MPU_RASR_C | xspi::MPU_RASR_B | 1u << xspi::MPU_RASR_TEX_Pos | 6u << xspi::MPU_RASR_AP_Pos;
}

void close_windows() { xspi::WindowGuard().start(); }

void open_flash(std::uint32_t base, std::uint32_t size) {
    xspi::WindowGuard().open(base, std::min(size, xspi::stm32h7rs::kWindowSize), kFlash);
}

} // namespace firmware
