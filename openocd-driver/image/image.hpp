// What an image file holds, as a value: the readers know no target, no OpenOCD and no file system.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xspi {

enum class ImageKind { Bin, IntelHex, SRecord, Elf };

struct FileSegment {
    std::uint32_t address = 0;
    std::vector<std::uint8_t> bytes;
    std::uint64_t end() const { return address + std::uint64_t{bytes.size()}; }
};

struct FileImage {
    ImageKind kind = ImageKind::Bin;
    std::vector<FileSegment> segments; // ascending, apart from each other, none empty
    std::optional<std::uint32_t> start;
};

// Why a file is no image. Thrown by the readers; id is XSPI-nnnn, the words have no full stop.
struct ImageProblem {
    const char* id;
    std::size_t line; // from 1; 0: no line is to blame
    std::string words;
};

// Intel's Hexadecimal Object File Format Specification, revision A (1988). Throws ImageProblem.
FileImage read_intel_hex(std::string_view file);
// Motorola S-records; a file may lack its S7, S8 or S9. Throws ImageProblem.
FileImage read_s_records(std::string_view file);
// The ARM ELF of a linker: what PT_LOAD segments hold, at their physical addresses. Where there are section
// headers a segment is clipped to its sections, as objcopy does. Throws ImageProblem.
FileImage read_elf(std::string_view file);

// What a file is taken for if nobody says it: by its first bytes, else by its name. A file named as hex,
// S-records or ELF is never Bin. begin: its first bytes, some kilobytes; whole: they are all of it.
ImageKind image_kind(std::string_view name, std::string_view begin, bool whole);

} // namespace xspi
