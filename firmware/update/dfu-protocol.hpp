// Words of USB DFU 1.1 and of DfuSe, as dfu-util speaks them (docs/hardware/usb.md, DFU and DfuSe).
#pragma once
#include <cstdint>

namespace firmware::update {

enum class DfuRequest : std::uint8_t {
    Detach = 0,
    Download,
    Upload,
    GetStatus,
    ClearStatus,
    GetState,
    Abort
};

enum class DfuState : std::uint8_t {
    Idle = 2,
    DownloadSync = 3,
    DownloadBusy = 4,
    DownloadIdle = 5,
    ManifestSync = 6,
    Manifest = 7,
    ManifestWaitReset = 8,
    UploadIdle = 9,
    Error = 10
};

enum class DfuStatus : std::uint8_t {
    Ok = 0,
    ErrTarget = 1,
    ErrFile = 2,
    ErrWrite = 3,
    ErrErase = 4,
    ErrCheckErased = 5,
    ErrProgram = 6,
    ErrVerify = 7,
    ErrAddress = 8,
    ErrNotDone = 9,
    ErrFirmware = 10,
    ErrVendor = 11,
    ErrUnknown = 14,
    ErrStalledPacket = 15
};

// Block 0 of a download is a command.
inline constexpr std::uint8_t kGetCommands = 0x00;
inline constexpr std::uint8_t kSetAddress = 0x21;
inline constexpr std::uint8_t kErase = 0x41; // alone: all of the memory
inline constexpr std::uint8_t kReadUnprotect = 0x92;
inline constexpr std::uint16_t kFirstDataBlock = 2;

inline constexpr std::uint32_t kTransferSize = 4096; // dfu-util on Linux takes no more

} // namespace firmware::update
