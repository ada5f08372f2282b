// An executable ELF file for ARM, as other tools' readers of flash loaders want it: sections with names, a
// segment for each of what they load, and symbols that anybody may call.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace xspi {

struct WrittenSection {
    std::string name;
    std::uint32_t address = 0;
    std::vector<std::uint8_t> bytes = {};
    std::uint32_t zeros = 0; // in place of bytes
    bool code = false, variable = false;
    std::uint32_t size() const { return bytes.empty() ? zeros : std::uint32_t(bytes.size()); }
};

struct WrittenSymbol {
    std::string name;
    std::uint32_t value = 0, size = 0;
    std::size_t section = 0; // its number in the list
    bool function = false;
};

// Sections that follow each other without a gap are one segment, unless `apart` is the number of one that
// begins another. entry: 0, or a function's address.
std::vector<std::uint8_t> write_elf(std::span<const WrittenSection> sections, std::size_t apart,
                                    std::span<const WrittenSymbol> symbols, std::uint32_t entry);

} // namespace xspi
