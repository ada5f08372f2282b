// `openocd-xspi dfu`: what dfu-util is to be told so that a file comes onto a board over USB.
#pragma once
#include "flash-library/devices/board-facts.hpp"
#include "openocd-driver/answer.hpp"
#include "openocd-driver/image/image.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xspi {

struct DfuQuestion {
    std::string board;                         // the path of its file
    std::string file;                          // bin, hex, S-records or ELF
    std::optional<std::uint32_t> address = {}; // of a bin; nothing: where the board's applications begin
    std::string output = {};                   // where a DfuSe file goes; empty: beside the file, as NAME.dfu
    bool stay = false;                         // the application is not to be started at the end
};

// A run of bytes for one of the device's memories: 0 the external flash, 1 the internal one.
struct DfuPart {
    unsigned alternate = 0;
    FileSegment segment;
};

struct DfuPlan {
    std::vector<DfuPart> parts;        // by memory, then by address
    std::vector<std::string> warnings; // sentences
};

// Throws Failure XSPI-1230 to XSPI-1232.
DfuPlan plan_dfu(const BoardFacts& board, std::vector<FileSegment> segments);

// ST's format of it, with a suffix for 0483:df11 (docs/hardware/usb.md, files).
std::vector<std::uint8_t> dfuse_file(const DfuPlan& plan);

// Writes a DfuSe file where dfu-util does not read the file itself. Throws Failure XSPI-0005, -0705, -123x,
// and what its readers say of the file.
Answer dfu_answer(const DfuQuestion& question);

} // namespace xspi
