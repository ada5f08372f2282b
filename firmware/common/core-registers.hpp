// Cortex-M7 system registers (Armv7-M ARM B3), names as there.
#pragma once
#include <cstdint>

namespace firmware {

inline constexpr std::uint32_t SYST_CSR = 0xE000E010;
inline constexpr std::uint32_t SYST_RVR = 0xE000E014;
inline constexpr std::uint32_t SYST_CVR = 0xE000E018;
inline constexpr std::uint32_t SYST_CSR_ENABLE = 1u << 0;
inline constexpr std::uint32_t SYST_CSR_TICKINT = 1u << 1;
inline constexpr std::uint32_t SYST_CSR_CLKSOURCE = 1u << 2; // the processor clock

inline constexpr std::uint32_t SCB_VTOR = 0xE000ED08;
inline constexpr std::uint32_t SCB_CCR = 0xE000ED14;
inline constexpr std::uint32_t SCB_CCR_DC = 1u << 16;
inline constexpr std::uint32_t SCB_CCR_IC = 1u << 17;
inline constexpr std::uint32_t SCB_SHCSR = 0xE000ED24;
inline constexpr std::uint32_t SCB_SHCSR_FAULTENA = 7u << 16; // MEMFAULTENA, BUSFAULTENA, USGFAULTENA
inline constexpr std::uint32_t SCB_CFSR = 0xE000ED28;
inline constexpr std::uint32_t SCB_CCSIDR = 0xE000ED80;
inline constexpr std::uint32_t SCB_CSSELR = 0xE000ED84;
inline constexpr std::uint32_t SCB_ICIALLU = 0xE000EF50;
inline constexpr std::uint32_t SCB_DCISW = 0xE000EF60;

inline constexpr std::uint32_t MPU_TYPE = 0xE000ED90;
inline constexpr std::uint32_t MPU_CTRL = 0xE000ED94;
inline constexpr std::uint32_t MPU_CTRL_ENABLE = 1u << 0;
inline constexpr std::uint32_t MPU_CTRL_PRIVDEFENA = 1u << 2;
inline constexpr std::uint32_t MPU_RNR = 0xE000ED98;
inline constexpr std::uint32_t MPU_RBAR = 0xE000ED9C;
inline constexpr std::uint32_t MPU_RASR = 0xE000EDA0;
inline constexpr std::uint32_t MPU_RASR_ENABLE = 1u << 0;
inline constexpr unsigned MPU_RASR_SIZE_Pos = 1; // n: 2^(n+1) bytes
inline constexpr std::uint32_t MPU_RASR_B = 1u << 16;
inline constexpr std::uint32_t MPU_RASR_C = 1u << 17;
inline constexpr unsigned MPU_RASR_TEX_Pos = 19;
inline constexpr unsigned MPU_RASR_AP_Pos = 24; // 0 no access, 6 read-only
inline constexpr std::uint32_t MPU_RASR_XN = 1u << 28;

inline constexpr std::uint32_t DBGMCU_CR = 0x5C001004;
inline constexpr std::uint32_t DBGMCU_CR_DBG_SLEEP = 1u << 0;

} // namespace firmware
