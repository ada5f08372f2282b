#include "program/image-format.hpp"

#include <elf.h>

#include <cstring>
#include <stdexcept>

namespace vb {

namespace {

// The file's own bytes are little-endian 32-bit structures, as is the host (EI_DATA is checked).
template <typename Structure> Structure at(std::span<const std::uint8_t> content, std::size_t offset) {
    Structure result;
    if (offset > content.size() || content.size() - offset < sizeof result)
        throw std::runtime_error("the ELF file ends within its headers");
    std::memcpy(&result, content.data() + offset, sizeof result);
    return result;
}

} // namespace

std::vector<ImageSegment> read_elf(std::span<const std::uint8_t> content) {
    const auto header = at<Elf32_Ehdr>(content, 0);
    if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) throw std::runtime_error("it is not an ELF file");
    if (header.e_ident[EI_CLASS] != ELFCLASS32 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
        header.e_machine != EM_ARM)
        throw std::runtime_error("the ELF file is not for a 32-bit little-endian ARM");
    if (header.e_phnum && header.e_phentsize != sizeof(Elf32_Phdr))
        throw std::runtime_error("the ELF file's program headers have a size of their own");
    std::vector<ImageSegment> segments;
    for (unsigned n = 0; n < header.e_phnum; ++n) {
        const auto segment = at<Elf32_Phdr>(content, header.e_phoff + std::size_t(n) * sizeof(Elf32_Phdr));
        if (segment.p_type != PT_LOAD || segment.p_filesz == 0) continue;
        if (segment.p_offset > content.size() || content.size() - segment.p_offset < segment.p_filesz)
            throw std::runtime_error("the ELF file ends within a segment");
        const auto bytes = content.subspan(segment.p_offset, segment.p_filesz);
        segments.push_back({segment.p_paddr, {bytes.begin(), bytes.end()}});
    }
    return segments;
}

} // namespace vb
