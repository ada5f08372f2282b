// What a system reset comes from, for the flags of RCC_RSR.
#pragma once

namespace vb {

enum class ResetCause { Software, Pin, Watchdog };

} // namespace vb
