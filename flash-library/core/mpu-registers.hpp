// Armv7-M MPU (Armv7-M ARM B3.5), names as there.
#pragma once
#include <cstdint>

namespace xspi {

inline constexpr std::uintptr_t MPU_TYPE = 0xE000ED90;
inline constexpr std::uintptr_t MPU_CTRL = 0xE000ED94;
inline constexpr std::uintptr_t MPU_RNR = 0xE000ED98;
inline constexpr std::uintptr_t MPU_RBAR = 0xE000ED9C;
inline constexpr std::uintptr_t MPU_RASR = 0xE000EDA0;

inline constexpr std::uint32_t MPU_CTRL_ENABLE = 1u << 0;
inline constexpr std::uint32_t MPU_CTRL_PRIVDEFENA = 1u << 2;
inline constexpr std::uint32_t MPU_RASR_ENABLE = 1u << 0;
inline constexpr unsigned MPU_RASR_SIZE_Pos = 1; // n: 2^(n+1) bytes
inline constexpr std::uint32_t MPU_RASR_B = 1u << 16;
inline constexpr std::uint32_t MPU_RASR_C = 1u << 17;
inline constexpr unsigned MPU_RASR_TEX_Pos = 19;
inline constexpr unsigned MPU_RASR_AP_Pos = 24; // 0 no access, 5 read-only for privileged code, 6 for all
inline constexpr std::uint32_t MPU_RASR_XN = 1u << 28;

inline std::uint32_t mpu_regions(std::uint32_t type) { return type >> 8 & 0xFF; } // MPU_TYPE.DREGION

} // namespace xspi
