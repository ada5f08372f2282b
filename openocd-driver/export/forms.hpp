// The files that other tools take, made of values; no file is written here.
#pragma once
#include "openocd-driver/export/exported-memory.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace xspi {

using FileBytes = std::vector<std::uint8_t>;

// Milliseconds that a tool shall wait, far above what chips take: the loader ends sooner, by the chip's own
// maxima.
inline constexpr std::uint32_t kExportedProgramMs = 2'000, kExportedEraseMs = 20'000;
inline constexpr std::uint32_t kExportedChipEraseMs = 1'200'000;

// A CMSIS-Pack algorithm for Keil, pyOCD, IAR. name: what it says of itself.
FileBytes export_flm(const Board& board, const ExportedMemory& memory, const std::string& name);
// An external loader of STM32CubeProgrammer. name: that of its file, as the tool wants it, without its
// ending.
FileBytes export_stldr(const Board& board, const ExportedMemory& memory, const std::string& name);
// A target of probe-rs 0.32 with all these memories.
std::string export_probe_rs(const Board& board, std::span<const ExportedMemory> memories);
// A user script of pyOCD that adds these memories to the target.
std::string export_pyocd(const Board& board, std::span<const ExportedMemory> memories);

} // namespace xspi
