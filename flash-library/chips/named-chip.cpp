#include "flash-library/chips/named-chip.hpp"
#include "flash-library/chips/eeprom.hpp"
#include "flash-library/chips/jedec-table.hpp"

#include <algorithm>
#include <array>

namespace xspi {
namespace {

struct Line {
    std::string_view name;
    std::uint32_t size;
};

constexpr std::uint32_t kKi = 1024, kMi = 1024 * 1024;
constexpr std::uint32_t kSector = 4 * kKi, kBlock = 64 * kKi; // of all that have a name of their own

// Chips that have a name of their own beside SFDP (quirks). Sizes as their SFDP has them; a test compares.
constexpr std::array kTable = {
    Line{"MX25UW25645G", 32 * kMi}, Line{"MX25UM25345G", 32 * kMi}, Line{"MX66UW1G45G", 128 * kMi},
    Line{"MX66L2G45G", 256 * kMi},  Line{"W25Q64", 8 * kMi},        Line{"W25Q128", 16 * kMi},
    Line{"W25Q256", 32 * kMi},      Line{"MT25QU01G", 128 * kMi},
};

NamedChip named(const JedecTableLine& line) {
    NamedChip chip{line.size, line.erase[0].size, line.erase[0].size};
    for (const JedecTableErase& erase : line.erase)
        if (erase.size > chip.block_size && erase.size <= kBlock) chip.block_size = erase.size;
    return chip;
}

// Several of its pages, so that a list of them stays short.
NamedChip named(const EepromPart& part) {
    return {part.size, part.page, std::max<std::uint32_t>(part.page, std::min(part.size, kSector))};
}

} // namespace

NamedChip find_chip_by_name(std::string_view name) {
    for (const Line& line : kTable)
        if (name.starts_with(line.name)) return {line.size, kSector, kBlock};
    for (const JedecTableLine& line : jedec_table())
        if (name.starts_with(line.name) || (line.later_name[0] != 0 && name.starts_with(line.later_name)))
            return named(line);
    if (const EepromPart* part = find_eeprom(name)) return named(*part);
    return {};
}

} // namespace xspi
