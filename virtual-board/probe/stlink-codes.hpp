// Numbers of the ST-LINK command set (API version 3) and of the ST-LINK server's TCP protocol.
// Source: what OpenOCD 0.12.0's adapter driver sends and accepts.
#pragma once
#include <cstdint>

namespace vb::stlink {

// First byte of a command.
inline constexpr std::uint8_t kGetVersion = 0xF1, kDebug = 0xF2, kDfu = 0xF3, kSwim = 0xF4,
                              kGetCurrentMode = 0xF5, kGetTargetVoltage = 0xF7, kGetVersionEx = 0xFB;

// Second byte after kDebug.
enum Debug : std::uint8_t {
    kReadMem32 = 0x07,
    kWriteMem32 = 0x08,
    kReadMem8 = 0x0C,
    kWriteMem8 = 0x0D,
    kExit = 0x21,
    kEnter = 0x30,
    kReadIdcodes = 0x31,
    kResetSys = 0x32,
    kReadReg = 0x33,
    kWriteReg = 0x34,
    kWriteDebugReg = 0x35,
    kReadDebugReg = 0x36,
    kReadAllRegs = 0x3A,
    kGetLastRwStatus = 0x3B,
    kDriveNrst = 0x3C,
    kGetLastRwStatus2 = 0x3E,
    kStartTraceRx = 0x40,
    kStopTraceRx = 0x41,
    kGetTraceNb = 0x42,
    kReadDapReg = 0x45,
    kWriteDapReg = 0x46,
    kReadMem16 = 0x47,
    kWriteMem16 = 0x48,
    kInitAp = 0x4B,
    kCloseAp = 0x4C,
    kWriteMem32NoInc = 0x50,
    kRwMiscOut = 0x51,
    kRwMiscIn = 0x52,
    kReadMem32NoInc = 0x54,
    kSetComFreq = 0x61,
    kGetComFreq = 0x62,
};
inline constexpr std::uint8_t kEnterSwdNoReset = 0xA3; // argument of kEnter
inline constexpr std::uint16_t kDebugPort = 0xFFFF;    // "AP number" of the DP in kReadDapReg, kWriteDapReg
enum MiscItem : std::uint8_t { kMiscAddress = 1, kMiscWrite = 2, kMiscRead = 3, kMiscApNumber = 5 };

// Status of a command, its first byte.
enum class Status : std::uint8_t {
    Ok = 0x80,
    Fault = 0x81, // also the answer to a command the firmware does not know
    GetIdcodeError = 0x09,
    ApWait = 0x10,
    ApFault = 0x11,
    ApError = 0x12,
    DpWait = 0x14,
    DpFault = 0x15,
    DpError = 0x16,
    BadAp = 0x1D,
};

// GET_CURRENT_MODE.
inline constexpr std::uint8_t kModeMass = 0x01, kModeDebug = 0x02;

inline constexpr std::uint16_t kVid = 0x0483, kPid = 0x374E; // STLINK-V3E: what a NUCLEO of today carries
// USB data stages: one 6144-byte buffer; 8-bit accesses go up to one high-speed packet (since V3J6).
inline constexpr unsigned kBufferSize = 6144, kMaxRw8 = 512;
// RW_MISC: 1227 items a packet, each up to 2 x 4 bytes.
inline constexpr unsigned kMaxMiscItems = 1227;

// TCP protocol: first byte of a message.
enum Message : std::uint8_t {
    kRefreshDeviceList = 0,
    kGetNumberOfDevices = 1,
    kGetDeviceInfo = 2,
    kOpenDevice = 3,
    kCloseDevice = 4,
    kSendUsbCommand = 5,
    kGetServerVersion = 6,
};
inline constexpr std::uint32_t kServerOk = 1, kServerBadParameter = 0x1002, kServerOpenError = 0x1003;
// A USB command that did not get through. The server's own number was not found: any but OK is an error.
inline constexpr std::uint32_t kServerUsbError = 0x1010;
enum Direction : std::uint8_t { kWrite = 0, kRead = 1, kReadSwo = 3 };
inline constexpr unsigned kUsbMessageHeader = 32, kServerBufferSize = 10240;

} // namespace vb::stlink
