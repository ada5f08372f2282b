// The revisions of the die, as DBGMCU_IDC.REV_ID names them.
#pragma once
#include <cstdint>

namespace vb::stm32h74x {

// Y: 400 MHz at most, no VOS0, RCC_ICSCR in place of HSICFGR and CSICFGR. X were samples of V.
enum class Revision : std::uint32_t { Y = 0x1003, X = 0x2001, V = 0x2003 };

} // namespace vb::stm32h74x
