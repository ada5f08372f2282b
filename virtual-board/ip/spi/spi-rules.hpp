// Ids of the SPI rules; docs/virtual-board-rules-spi.md lists sentence, source and test of each.
#pragma once

namespace vb::spi::rule {

inline constexpr const char* kKernelClock = "VB-SPI-001";
inline constexpr const char* kLockedField = "VB-SPI-002";
inline constexpr const char* kClockPin = "VB-SPI-003";
inline constexpr const char* kDataPin = "VB-SPI-004";
inline constexpr const char* kSelectFloats = "VB-SPI-005";
inline constexpr const char* kSelectInFrame = "VB-SPI-006";
inline constexpr const char* kPadSpeed = "VB-SPI-007";
inline constexpr const char* kTooFast = "VB-SPI-008";
inline constexpr const char* kClockMode = "VB-SPI-009";
inline constexpr const char* kSelectHigh = "VB-SPI-010";
inline constexpr const char* kNoRoom = "VB-SPI-011";
inline constexpr const char* kNothingToRead = "VB-SPI-012";
inline constexpr const char* kDisabledInFlight = "VB-SPI-013";
inline constexpr const char* kModeFault = "VB-SPI-014";
inline constexpr const char* kNotModelled = "VB-SPI-015";
inline constexpr const char* kAccessWidth = "VB-SPI-016";
inline constexpr const char* kSeveralSelected = "VB-SPI-017";
inline constexpr const char* kClockChanged = "VB-SPI-018";
inline constexpr const char* kPacketSize = "VB-SPI-019";
inline constexpr const char* kDisabledAccess = "VB-SPI-020";
inline constexpr const char* kSurplusData = "VB-SPI-021";
inline constexpr const char* kStart = "VB-SPI-022";
inline constexpr const char* kRestart = "VB-SPI-023";
inline constexpr const char* kClockFloats = "VB-SPI-024";

} // namespace vb::spi::rule
