#include "firmware/bootloader/memory-protection.hpp"
#include "firmware/common/board.hpp"
#include "flash-library/core/mpu-registers.hpp"
#include "flash-library/core/window-guard.hpp"
#include "flash-library/devices/closed-ranges-of.hpp"

namespace firmware {

namespace {
constexpr std::uint32_t kFlash =
    xspi::MPU_RASR_C | xspi::MPU_RASR_B | 1u << xspi::MPU_RASR_TEX_Pos | 6u << xspi::MPU_RASR_AP_Pos;
}

void close_windows() {
    static constexpr xspi::ClosedRanges kClosed = xspi::closed_ranges_of(kFamily);
    xspi::WindowGuard().start(kClosed);
}

void open_flash(std::uint32_t base, std::uint32_t size) { xspi::WindowGuard().open(base, size, kFlash); }

} // namespace firmware
