// 25-series SPI EEPROMs: bytes are written in place, within a page; there is nothing to erase first. Figures:
// docs/hardware/spi-eeprom.md, parts; the clock at 3.3 V.
#include "chips/eeprom-parts.hpp"

#include "chips/quad-commands.hpp"

namespace vb {
namespace {

using enum NorOp;
using namespace quad;

enum class Extra { none, identification, erases, ones };

struct Row {
    const char* name;
    std::uint32_t bytes, page;
    unsigned address_bytes, mhz, write_ms;
    Extra extra;
};
constexpr Row kRows[] = {
    {"M95020", 256, 16, 1, 10, 5, Extra::none},
    {"M95040", 512, 16, 1, 10, 5, Extra::none},
    {"M95640", 8u << 10, 32, 2, 10, 5, Extra::none},
    {"M95128", 16u << 10, 64, 2, 10, 5, Extra::none},
    {"M95256", 32u << 10, 64, 2, 10, 5, Extra::none},
    {"M95256-D", 32u << 10, 64, 2, 10, 5, Extra::identification},
    {"M95512", 64u << 10, 128, 2, 10, 5, Extra::none},
    {"M95M01", 128u << 10, 256, 3, 10, 5, Extra::none},
    {"M95M01-D", 128u << 10, 256, 3, 10, 5, Extra::identification},
    {"M95M02", 256u << 10, 256, 3, 5, 10, Extra::none},
    {"M95M02-D", 256u << 10, 256, 3, 5, 10, Extra::identification},
    {"25LC640", 8u << 10, 32, 2, 5, 5, Extra::none},
    {"25LC256", 32u << 10, 64, 2, 5, 5, Extra::none},
    {"25LC512", 64u << 10, 128, 2, 10, 5, Extra::erases},
    {"25LC1024", 128u << 10, 256, 3, 10, 6, Extra::erases},
    {"25AA1024", 128u << 10, 256, 3, 10, 6, Extra::erases},
    {"AT25256B", 32u << 10, 64, 2, 10, 5, Extra::ones},
    {"AT25M01", 128u << 10, 256, 3, 10, 5, Extra::ones},
};

constexpr NorDuration ms(unsigned longest) {
    return {longest * kPerMillisecond, longest * kPerMillisecond}; // the data sheets name no typical one
}

// 25LC512 and larger of Microchip: erasing is possible, not necessary. A sector is a quarter.
void add_erases(NorPart& part, const Row& row) {
    part.erase_types = {{row.page, ms(row.write_ms), 0, {0x42, 0}}, {row.bytes / 4, ms(10), 0, {0xD8, 0}}};
    part.chip = {row.bytes, ms(10), 0, {}};
    for (unsigned opcode : {0x42u, 0xD8u}) part.commands.push_back(erase(opcode, row.address_bytes, kSpi));
    part.commands.push_back(plain(erase_chip, 0xC7, kSpi));
    part.commands.push_back(plain(power_down, 0xB9, kSpi));
    part.commands.push_back(with_dummies(reads(release_power_down, 0xAB, kSpi), 8 * row.address_bytes));
    part.power_down_exit = 100 * kPerMicrosecond;
}

void add_identification(NorPart& part, const Row& row) {
    part.commands.push_back(with_address(reads(read_identification_page, 0x83, kSpi), row.address_bytes));
    part.commands.push_back(with_address(writes(write_identification_page, 0x82, kSpi), row.address_bytes));
}

NorPart make(const Row& row) {
    NorPart part{};
    part.name = row.name;
    part.family = NorFamily::eeprom;
    part.bytes = row.bytes;
    part.page = row.page;
    part.read_hz = part.spi_hz = row.mhz * 1'000'000ull;
    part.program = part.write_register = ms(row.write_ms);
    part.traits.ones_while_busy = row.extra == Extra::ones;
    part.commands = {plain(write_enable, 0x06, kSpi), plain(write_disable, 0x04, kSpi),
                     reads(read_status, 0x05, kSpi), writes(write_status, 0x01, kSpi),
                     // Not one of its own, but what every search for a chip sends: nobody answers.
                     plain(no_operation, 0x9F, kSpi)};
    const bool ninth_bit = row.bytes == 512; // in the opcode
    for (unsigned a8 = 0; a8 <= (ninth_bit ? 8u : 0u); a8 += 8) {
        part.commands.push_back(with_address(reads(read, 0x03 | a8, kSpi), row.address_bytes));
        part.commands.push_back(with_address(writes(write_bytes, 0x02 | a8, kSpi), row.address_bytes));
    }
    if (row.extra == Extra::erases) add_erases(part, row);
    if (row.extra == Extra::identification) add_identification(part, row);
    return part;
}

} // namespace

std::vector<std::string> eeprom_names() {
    std::vector<std::string> names;
    for (const Row& row : kRows) names.emplace_back(row.name);
    return names;
}

std::optional<NorPart> eeprom_named(const std::string& name) {
    for (const Row& row : kRows)
        if (name == row.name) return make(row);
    return std::nullopt;
}

} // namespace vb
