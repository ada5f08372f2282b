// Ids of the serial NOR rules; docs/virtual-board-rules-nor.md lists sentence, source and test of each.
#pragma once

namespace vb::nor_rule {

inline constexpr const char* kUnknownOpcode = "VB-NOR-001";
inline constexpr const char* kWrongComplement = "VB-NOR-002";
inline constexpr const char* kFloatingInput = "VB-NOR-003";
inline constexpr const char* kTruncated = "VB-NOR-004";
inline constexpr const char* kBusy = "VB-NOR-005";
inline constexpr const char* kRecovering = "VB-NOR-006";
inline constexpr const char* kDeepPowerDown = "VB-NOR-007";
inline constexpr const char* kNoWriteEnable = "VB-NOR-008";
inline constexpr const char* kByteBoundary = "VB-NOR-009";
inline constexpr const char* kHalfClock = "VB-NOR-010";
inline constexpr const char* kOddAddress = "VB-NOR-011";
inline constexpr const char* kOutOfRange = "VB-NOR-012";
inline constexpr const char* kProgramsOneOverZero = "VB-NOR-013";
inline constexpr const char* kDummyCycles = "VB-NOR-014";
inline constexpr const char* kClockTooHigh = "VB-NOR-015";
inline constexpr const char* kNoData = "VB-NOR-016";
inline constexpr const char* kSuspended = "VB-NOR-017";
inline constexpr const char* kReadsSuspended = "VB-NOR-018";
inline constexpr const char* kPageWrap = "VB-NOR-019";
inline constexpr const char* kReserved = "VB-NOR-020";
inline constexpr const char* kNotModelled = "VB-NOR-021";
inline constexpr const char* kResetNotEnabled = "VB-NOR-022";
inline constexpr const char* kRegisterPair = "VB-NOR-023";
inline constexpr const char* kFourLinesOff = "VB-NOR-024";
inline constexpr const char* kHold = "VB-NOR-025";
inline constexpr const char* kStatusLocked = "VB-NOR-026";
inline constexpr const char* kModeBitsFloat = "VB-NOR-027";

} // namespace vb::nor_rule
