// Ids of the QUADSPI rules; docs/virtual-board-rules-quadspi.md lists sentence, source and test of each.
#pragma once

namespace vb::quadspi::rule {

inline constexpr const char* kWindowClock = "VB-QSPI-001";
inline constexpr const char* kWriteWhileBusy = "VB-QSPI-002";
inline constexpr const char* kKernelClock = "VB-QSPI-003";
inline constexpr const char* kClockOrSelectPin = "VB-QSPI-004";
inline constexpr const char* kDataPin = "VB-QSPI-005";
inline constexpr const char* kPadSpeed = "VB-QSPI-006";
inline constexpr const char* kTooFast = "VB-QSPI-007";
inline constexpr const char* kNoShift = "VB-QSPI-008";
inline constexpr const char* kShiftInDdr = "VB-QSPI-009";
inline constexpr const char* kOutOfRange = "VB-QSPI-010";
inline constexpr const char* kPhases = "VB-QSPI-011";
inline constexpr const char* kDataOnlyRead = "VB-QSPI-012";
inline constexpr const char* kCommandCleared = "VB-QSPI-013";
inline constexpr const char* kTurnAround = "VB-QSPI-014";
inline constexpr const char* kSurplusData = "VB-QSPI-015";
inline constexpr const char* kDataRegister = "VB-QSPI-016";
inline constexpr const char* kDisabledInFlight = "VB-QSPI-017";
inline constexpr const char* kMappedStore = "VB-QSPI-018";
inline constexpr const char* kMappedLoad = "VB-QSPI-019";
inline constexpr const char* kWindowDiffers = "VB-QSPI-020";
inline constexpr const char* kPollingLength = "VB-QSPI-021";
inline constexpr const char* kNoChip = "VB-QSPI-022";
inline constexpr const char* kOddInDual = "VB-QSPI-023";
inline constexpr const char* kSelectHigh = "VB-QSPI-024";
inline constexpr const char* kEndOfMemory = "VB-QSPI-025";
inline constexpr const char* kFirstNibble = "VB-QSPI-026";
inline constexpr const char* kStaleAddress = "VB-QSPI-027";
inline constexpr const char* kThreshold = "VB-QSPI-028";
inline constexpr const char* kFreeRunning = "VB-QSPI-029";

} // namespace vb::quadspi::rule
