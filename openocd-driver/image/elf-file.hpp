// The tables of an ELF32 file, for who reads images and for who reads loaders. Whatever the file says of its
// own layout is checked before it is followed.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace xspi {

// Tool Interface Standard, Executable and Linking Format 1.2; ELF for the ARM Architecture.
struct ElfSegment {
    std::uint32_t type, offset, virtual_address, physical_address, file_size, memory_size, flags;
    static constexpr std::uint32_t kLoad = 1;                // of type
    static constexpr std::uint32_t kExecute = 1, kWrite = 2; // of flags, whose upper bits are the makers'
    bool loaded() const { return type == kLoad && file_size != 0; }
};

struct ElfSection {
    std::uint32_t name, type, flags, address, offset, size, link, info;
    static constexpr std::uint32_t kSymbols = 2, kNoBits = 8;            // of type
    static constexpr std::uint32_t kWrite = 1, kAlloc = 2, kExecute = 4; // of flags
    bool loaded() const { return (flags & kAlloc) != 0 && type != kNoBits && size != 0; }
    bool holds(std::uint32_t place, std::uint64_t bytes) const {
        return place >= address && place - address + bytes <= size;
    }
};

struct ElfSymbol {
    std::string_view name;
    std::uint32_t value, size;
    std::uint32_t section; // its number in sections(); 0, or not below their count: none
    bool local, function;
};

// A part of a segment that is program.
struct ElfPart {
    std::uint32_t from_start;   // of the segment
    std::uint32_t offset, size; // in the file
};

class ElfFile {
  public:
    static constexpr std::size_t kHeaderSize = 52;
    static constexpr std::uint16_t kExecutable = 2, kArm = 40; // of type(), of machine()

    // The file must outlive this. Throws ImageProblem XSPI-0004, 0006, 0012, 0013.
    explicit ElfFile(std::string_view file);

    bool big_endian() const { return big_endian_; }
    std::uint16_t type() const { return u16(16); }
    std::uint16_t machine() const { return u16(18); }
    std::uint32_t entry() const { return u32(24); }
    const std::vector<ElfSegment>& segments() const { return segments_; }
    const std::vector<ElfSection>& sections() const { return sections_; }
    // A segment is clipped to its sections, as objcopy does it: a linker aligns segments to pages, and what
    // lies between sections, or in front of them, may even be the ELF header. Nothing: it begins with that
    // header, and no section tells what of it is program.
    std::vector<ElfPart> program_of(const ElfSegment& segment) const;
    // Of every symbol table, in the file's order. Names that lie outside their table are empty. Throws
    // ImageProblem XSPI-0004, 0012.
    std::vector<ElfSymbol> symbols() const;

    // A part of the file; what: who says that it is there. Throws ImageProblem XSPI-0004.
    std::span<const std::uint8_t> bytes(std::uint64_t at, std::uint64_t size, std::string_view what) const;

  private:
    void require(std::uint64_t at, std::uint64_t size, std::string_view what) const;
    std::uint32_t number(std::size_t at, std::size_t bytes) const;
    std::uint16_t u16(std::size_t at) const { return std::uint16_t(number(at, 2)); }
    std::uint32_t u32(std::size_t at) const { return number(at, 4); }
    void read_sections();
    void read_segments();
    void read_symbols(const ElfSection& table, std::vector<ElfSymbol>& symbols) const;
    std::string_view text(const ElfSection& table, std::uint32_t at) const;

    std::string_view file_;
    bool big_endian_ = false;
    std::vector<ElfSection> sections_;
    std::vector<ElfSection> program_; // those that are loaded, in the file's order
    std::vector<ElfSegment> segments_;
};

} // namespace xspi
