// System registers of Cortex-M4 and M7 (Armv7-M ARM B3), names as there.
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
inline constexpr std::uint32_t SCB_AIRCR = 0xE000ED0C;
inline constexpr std::uint32_t SCB_AIRCR_SYSRESETREQ = 0x05FA0004; // with its key
inline constexpr std::uint32_t SCB_CCR_DC = 1u << 16;
inline constexpr std::uint32_t SCB_CCR_IC = 1u << 17;
inline constexpr std::uint32_t SCB_SHCSR = 0xE000ED24;
inline constexpr std::uint32_t SCB_SHCSR_FAULTENA = 7u << 16; // MEMFAULTENA, BUSFAULTENA, USGFAULTENA
inline constexpr std::uint32_t SCB_CFSR = 0xE000ED28;
inline constexpr std::uint32_t SCB_CCSIDR = 0xE000ED80;
inline constexpr std::uint32_t SCB_CSSELR = 0xE000ED84;
inline constexpr std::uint32_t SCB_ICIALLU = 0xE000EF50;
inline constexpr std::uint32_t SCB_DCISW = 0xE000EF60;

inline constexpr std::uint32_t DHCSR = 0xE000EDF0;
inline constexpr std::uint32_t DHCSR_C_DEBUGEN = 1u << 0;

inline constexpr std::uint32_t DBGMCU_CR_OFFSET = 4; // behind DBGMCU_IDCODE
inline constexpr std::uint32_t DBGMCU_CR_DBG_SLEEP = 1u << 0;

} // namespace firmware
