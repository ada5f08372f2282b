// Contents of bin, Intel HEX and ELF files as pieces of memory.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace vb {

enum class ImageFormat { Bin, Hex, Elf };

struct ImageSegment {
    std::uint32_t address;
    std::vector<std::uint8_t> bytes;
};

// By extension (.bin, .hex, .ihex, .ihx, .elf, .axf), else by content.
ImageFormat image_format(const std::string& path, std::span<const std::uint8_t> content);

bool has_extension(const std::string& path);

// Both throw std::runtime_error with a sentence that starts with the place in the file.
std::vector<ImageSegment> read_intel_hex(std::span<const std::uint8_t> content);
// Loadable segments at their physical addresses, as a flash programmer sees an ELF file.
std::vector<ImageSegment> read_elf(std::span<const std::uint8_t> content);

} // namespace vb
