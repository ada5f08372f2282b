// `xspi export`: a flash loader for another tool, made of a board's facts.
#pragma once
#include "openocd-driver/answer.hpp"
#include "openocd-driver/board/board.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace xspi {

struct ExportRequest {
    std::string form;        // flm, stldr, probe-rs, pyocd
    std::string bank = {};   // of one flash; empty: the first, or all of them where the form has room for all
    std::string output = {}; // a file's name; empty: the board's, with the form's ending, in this folder
    std::optional<std::uint32_t> sector = {}; // bytes
};

// What follows the command's name; "4096" or "64KiB". Throws Failure XSPI-1353.
std::uint32_t parse_sector(const std::string& text);

// Writes the file. Throws Failure XSPI-1350 to 1354, XSPI-0705; then no file has changed.
Answer export_loader(const Board& board, const ExportRequest& request);
// Of a board that only its file knows. Throws Failure XSPI-01xx besides.
Answer export_loader(const std::string& board_file, const ExportRequest& request);

} // namespace xspi
