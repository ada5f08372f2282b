#include "flash-library/chips/named-chip.hpp"
#include "flash-library/chips/eeprom.hpp"
#include "flash-library/chips/jedec-table.hpp"

#include <array>

namespace xspi {
namespace {

struct Line {
    std::string_view name;
    NamedChip chip;
};

constexpr std::uint32_t kKi = 1024, kMi = 1024 * 1024;

// Chips that have a name of their own beside SFDP (quirks). Sizes as their SFDP has them; a test compares.
constexpr std::array kTable = {
    Line{"MX25UW25645G", {32 * kMi, 4 * kKi}}, Line{"MX25UM25345G", {32 * kMi, 4 * kKi}},
    Line{"MX66UW1G45G", {128 * kMi, 4 * kKi}}, Line{"MX66L2G45G", {256 * kMi, 4 * kKi}},
    Line{"W25Q64", {8 * kMi, 4 * kKi}},        Line{"W25Q128", {16 * kMi, 4 * kKi}},
    Line{"W25Q256", {32 * kMi, 4 * kKi}},      Line{"MT25QU01G", {128 * kMi, 4 * kKi}},
};

} // namespace

NamedChip find_chip_by_name(std::string_view name) {
    for (const Line& line : kTable)
        if (name.starts_with(line.name)) return line.chip;
    for (const JedecTableLine& line : jedec_table())
        if (name.starts_with(line.name) || (line.later_name[0] != 0 && name.starts_with(line.later_name)))
            return {line.size, line.erase[0].size};
    if (const EepromPart* part = find_eeprom(name)) return {part->size, part->page};
    return {};
}

} // namespace xspi
