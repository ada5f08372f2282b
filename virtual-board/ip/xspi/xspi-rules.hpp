// Ids of the XSPI rules; docs/virtual-board-rules-xspi.md lists sentence, source and test of each.
#pragma once

namespace vb::xspi::rule {

inline constexpr const char* kRegisterClock = "VB-XSPI-001";
inline constexpr const char* kXspimClock = "VB-XSPI-002";
inline constexpr const char* kXspimWhileEnabled = "VB-XSPI-003";
inline constexpr const char* kWriteWhileBusy = "VB-XSPI-004";
inline constexpr const char* kPortPower = "VB-XSPI-005";
inline constexpr const char* kClockOrSelectPin = "VB-XSPI-006";
inline constexpr const char* kDataPin = "VB-XSPI-007";
inline constexpr const char* kPadSpeed = "VB-XSPI-008";
inline constexpr const char* kNoHighSpeed = "VB-XSPI-009";
inline constexpr const char* kTooFast = "VB-XSPI-010";
inline constexpr const char* kNotCompensated = "VB-XSPI-011";
inline constexpr const char* kKernelClock = "VB-XSPI-012";
inline constexpr const char* kBusClock = "VB-XSPI-013";
inline constexpr const char* kOutOfRange = "VB-XSPI-014";
inline constexpr const char* kNoStrobe = "VB-XSPI-015";
inline constexpr const char* kNeedsStrobe = "VB-XSPI-016";
inline constexpr const char* kHoldQuarterCycle = "VB-XSPI-017";
inline constexpr const char* kSampleShift = "VB-XSPI-018";
inline constexpr const char* kOddInOctalDtr = "VB-XSPI-019";
inline constexpr const char* kPhases = "VB-XSPI-020";
inline constexpr const char* kTurnAround = "VB-XSPI-021";
inline constexpr const char* kSurplusData = "VB-XSPI-022";
inline constexpr const char* kDataRegister = "VB-XSPI-023";
inline constexpr const char* kDisabledInFlight = "VB-XSPI-024";
inline constexpr const char* kMappedStore = "VB-XSPI-025";
inline constexpr const char* kMappedAccess = "VB-XSPI-026";
inline constexpr const char* kLeaveMappedBusy = "VB-XSPI-027";
inline constexpr const char* kPollingLength = "VB-XSPI-028";
inline constexpr const char* kNotWired = "VB-XSPI-029";
inline constexpr const char* kWindowDiffers = "VB-XSPI-030";
inline constexpr const char* kReserved = "VB-XSPI-031";

} // namespace vb::xspi::rule
