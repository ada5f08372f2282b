#include "openocd-driver/image/elf-file.hpp"

#include "openocd-driver/image/image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace xspi {

namespace {

constexpr std::size_t kProgramHeaderSize = 32, kSectionHeaderSize = 40, kSymbolSize = 16;
constexpr std::uint32_t kExtended = 0xFFFF;

[[noreturn]] void no_elf(std::string words) { throw ImageProblem{"XSPI-0012", 0, std::move(words)}; }

} // namespace

ElfFile::ElfFile(std::string_view file) : file_(file) {
    if (file_.substr(0, 4) != "\177ELF") throw ImageProblem{"XSPI-0006", 0, "it is not an ELF file"};
    require(0, kHeaderSize, "its header");
    if (file_[4] == 2)
        throw ImageProblem{"XSPI-0013", 0, "it is a 64-bit ELF file: it was built for another machine"};
    if (file_[4] != 1 || file_[5] < 1 || file_[5] > 2) no_elf("its ELF header is damaged");
    big_endian_ = file_[5] == 2;
    read_sections();
    read_segments();
}

void ElfFile::require(std::uint64_t at, std::uint64_t size, std::string_view what) const {
    if (at > file_.size() || size > file_.size() - at)
        throw ImageProblem{
            "XSPI-0004", 0,
            fmt::format("it is cut off or damaged: {} ends at byte {} of {}", what, at + size, file_.size())};
}

std::uint32_t ElfFile::number(std::size_t at, std::size_t bytes) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes; i++)
        value = value << 8 | std::uint8_t(file_[at + (big_endian_ ? i : bytes - 1 - i)]);
    return value;
}

// The first section header has the numbers that are too large for the file's.
void ElfFile::read_sections() {
    const std::uint64_t at = u32(32);
    if (at == 0) return;
    if (u16(46) != kSectionHeaderSize) no_elf("its section headers have a size that ELF does not know");
    require(at, kSectionHeaderSize, "its table of section headers");
    const std::uint64_t count = u16(48) != 0 ? u16(48) : u32(at + 20);
    require(at, count * kSectionHeaderSize, "its table of section headers");
    for (std::uint64_t i = 0; i < count; i++) {
        const std::size_t s = at + i * kSectionHeaderSize;
        sections_.push_back({u32(s), u32(s + 4), u32(s + 8), u32(s + 12), u32(s + 16), u32(s + 20),
                             u32(s + 24), u32(s + 28)});
        if (sections_.back().loaded()) program_.push_back(sections_.back());
    }
    std::stable_sort(program_.begin(), program_.end(),
                     [](const ElfSection& a, const ElfSection& b) { return a.offset < b.offset; });
}

void ElfFile::read_segments() {
    const std::uint64_t at = u32(28);
    const std::uint32_t many = sections_.empty() ? 0 : sections_[0].info;
    const std::uint64_t count = u16(44) == kExtended ? many : u16(44);
    if (count != 0 && u16(42) != kProgramHeaderSize)
        no_elf("its program headers have a size that ELF does not know");
    require(at, count * kProgramHeaderSize, "its table of program headers");
    for (std::uint64_t i = 0; i < count; i++) {
        const std::size_t s = at + i * kProgramHeaderSize;
        segments_.push_back(
            {u32(s), u32(s + 4), u32(s + 8), u32(s + 12), u32(s + 16), u32(s + 20), u32(s + 24)});
    }
}

std::vector<ElfPart> ElfFile::program_of(const ElfSegment& s) const {
    std::vector<ElfPart> parts;
    const std::uint64_t end = std::uint64_t{s.offset} + s.file_size;
    auto at = std::lower_bound(program_.begin(), program_.end(), s.offset,
                               [](const ElfSection& a, std::uint32_t offset) { return a.offset < offset; });
    for (; at != program_.end() && at->offset < end; ++at) {
        if (at->address - s.virtual_address != at->offset - s.offset) continue;
        const auto size = std::uint32_t(std::min<std::uint64_t>(at->size, end - at->offset));
        parts.push_back({at->offset - s.offset, at->offset, size});
    }
    if (parts.empty() && s.offset >= kHeaderSize) parts.push_back({0, s.offset, s.file_size});
    return parts;
}

std::string_view ElfFile::text(const ElfSection& table, std::uint32_t at) const {
    if (at >= table.size || table.offset > file_.size() || table.size > file_.size() - table.offset)
        return "";
    const std::string_view rest = file_.substr(table.offset + at, table.size - at);
    return rest.substr(0, rest.find('\0'));
}

void ElfFile::read_symbols(const ElfSection& table, std::vector<ElfSymbol>& symbols) const {
    require(table.offset, table.size, "its table of symbols");
    if (table.link >= sections_.size()) no_elf("its symbols have no names");
    const ElfSection& names = sections_[table.link];
    for (std::uint32_t i = 0; i < table.size / kSymbolSize; i++) {
        const std::size_t s = table.offset + i * kSymbolSize;
        const auto info = std::uint8_t(file_[s + 12]); // binding and type
        symbols.push_back(
            {text(names, u32(s)), u32(s + 4), u32(s + 8), u16(s + 14), info >> 4 == 0, (info & 15) == 2});
    }
}

std::vector<ElfSymbol> ElfFile::symbols() const {
    std::vector<ElfSymbol> symbols;
    std::uint64_t bytes = 0;
    for (const ElfSection& section : sections_) {
        if (section.type != ElfSection::kSymbols) continue;
        bytes += section.size;
        if (bytes > file_.size()) no_elf("its tables of symbols hold more than the file");
        read_symbols(section, symbols);
    }
    return symbols;
}

std::span<const std::uint8_t> ElfFile::bytes(std::uint64_t at, std::uint64_t size,
                                             std::string_view what) const {
    require(at, size, what);
    return {reinterpret_cast<const std::uint8_t*>(file_.data()) + at, std::size_t(size)};
}

} // namespace xspi
