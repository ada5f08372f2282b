#include "chips/sfdp-part.hpp"

#include "chips/macronix-octal-figures.hpp"
#include "chips/sfdp-commands.hpp"
#include "chips/sfdp-tables.hpp"
#include "chips/sfdp-vendor.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace vb {
namespace {

constexpr std::uint64_t kMHz = 1'000'000;
constexpr std::uint64_t kLargest = 1u << 30; // bytes of a chip that are still allocated

// DWORD 2: bits less one, or with bit 31 a power of two of bits. 0: none that makes sense.
std::uint64_t density(const SfdpTable& basic) {
    const std::uint32_t raw = basic.bits(2, 31, 0);
    if (!(raw & 0x80000000)) return (std::uint64_t(raw) + 1) / 8;
    const std::uint32_t power = raw & 0x7FFFFFFF;
    return power < 3 || power > 40 ? 0 : std::uint64_t(1) << (power - 3);
}

NorDuration coded(Picoseconds typical, unsigned multiplier) {
    return {typical, 2 * (multiplier + 1) * typical};
}

// What is taken where the table has no times (nine DWORDs).
NorDuration default_erase(std::uint32_t bytes) {
    if (bytes <= 8u << 10) return {60 * kPerMillisecond, 400 * kPerMillisecond};
    if (bytes <= 32u << 10) return {150 * kPerMillisecond, 1600 * kPerMillisecond};
    return {250 * kPerMillisecond, 2000 * kPerMillisecond};
}

// DWORD 10: types 1 to 4 have seven bits each from bit 4 on, five of count and two of unit.
NorDuration erase_time(const SfdpTable& basic, unsigned type, std::uint32_t bytes) {
    if (!basic.has(10)) return default_erase(bytes);
    constexpr Picoseconds kUnits[] = {1 * kPerMillisecond, 16 * kPerMillisecond, 128 * kPerMillisecond,
                                      1 * kPerSecond};
    const unsigned field = basic.bits(10, 10 + 7 * type, 4 + 7 * type);
    return coded(((field & 31) + 1) * kUnits[field >> 5], basic.bits(10, 3, 0));
}

// DWORDs 8 and 9; FF84 has the opcodes with 4 bytes.
std::vector<NorErase> erase_types(const SfdpTables& tables) {
    const SfdpTable& basic = *tables.find(0xFF00);
    const SfdpTable* four = tables.find(0xFF84);
    std::vector<NorErase> types;
    for (unsigned i = 0; i < 4; ++i) {
        const unsigned low = i % 2 * 16, dword = 8 + i / 2;
        const unsigned power = basic.bits(dword, low + 7, low), opcode = basic.bits(dword, low + 15, low + 8);
        NorErase type{0, {}, 0, {}};
        if (power && power < 31 && opcode && opcode != 0xFF && 1u << power <= density(basic)) {
            type.bytes = 1u << power;
            type.time = erase_time(basic, i, type.bytes);
            type.opcodes[0] = std::uint8_t(opcode);
            if (four && four->bits(1, 9 + i, 9 + i))
                type.opcodes[1] = std::uint8_t(four->bits(2, 8 * i + 7, 8 * i));
        }
        types.push_back(type);
    }
    return types;
}

// FF81. With several maps that a command would tell apart, the first counts.
std::vector<NorRegion> sector_map(const SfdpTables& tables) {
    const SfdpTable* table = tables.find(0xFF81);
    std::vector<NorRegion> regions;
    for (unsigned at = 1; table && table->has(at); at += 2) { // a command that tells maps apart: two DWORDs
        if (!table->bits(at, 1, 1)) continue;
        const unsigned count = table->bits(at, 23, 16) + 1;
        for (unsigned i = 1; i <= count && table->has(at + i); ++i)
            regions.push_back(
                {(table->bits(at + i, 31, 8) + 1) * 256, std::uint8_t(table->bits(at + i, 3, 0))});
        break;
    }
    return regions;
}

void set_times(NorPart& part, const SfdpTable& basic) {
    part.write_register = {10 * kPerMillisecond, 40 * kPerMillisecond}; // SFDP does not code it
    part.reset_recovery = part.reset_pin_recovery = 40 * kPerMicrosecond;
    part.program_abort_recovery = part.write_register_abort_recovery = 40 * kPerMicrosecond;
    part.page = 256;
    part.program = {700 * kPerMicrosecond, 3 * kPerMillisecond};
    const unsigned mebibytes = std::max(1u, part.bytes >> 20);
    part.chip = {
        part.bytes, {mebibytes * 2500 * kPerMillisecond, mebibytes * 12500 * kPerMillisecond}, 0, {}};
    if (!basic.has(11)) return;
    part.page = 1u << basic.bits(11, 7, 4);
    part.program = coded((basic.bits(11, 12, 8) + 1) * (basic.bits(11, 13, 13) ? 64 : 8) * kPerMicrosecond,
                         basic.bits(11, 3, 0));
    constexpr Picoseconds kUnits[] = {16 * kPerMillisecond, 256 * kPerMillisecond, 4 * kPerSecond,
                                      64 * kPerSecond};
    part.chip.time =
        coded((basic.bits(11, 28, 24) + 1) * kUnits[basic.bits(11, 30, 29)], basic.bits(10, 3, 0));
}

// DWORD 12: latencies of a suspend and the least time from resume to suspend. DWORD 14: exit from power-down.
void set_latencies(NorPart& part, const SfdpTable& basic) {
    constexpr Picoseconds kUnits[] = {kPerMicrosecond * 128 / 1000, kPerMicrosecond, 8 * kPerMicrosecond,
                                      64 * kPerMicrosecond};
    part.power_down_exit = 30 * kPerMicrosecond;
    part.program_suspend = part.erase_suspend = 30 * kPerMicrosecond;
    if (basic.has(13) && !basic.bits(12, 31, 31)) {
        part.erase_suspend = (basic.bits(12, 28, 24) + 1) * kUnits[basic.bits(12, 30, 29)];
        part.erase_resume_to_suspend = (basic.bits(12, 23, 20) + 1) * 64 * kPerMicrosecond;
        part.program_suspend = (basic.bits(12, 17, 13) + 1) * kUnits[basic.bits(12, 19, 18)];
        part.program_resume_to_suspend = (basic.bits(12, 12, 9) + 1) * 64 * kPerMicrosecond;
    }
    if (basic.has(14) && !basic.bits(14, 31, 31))
        part.power_down_exit = (basic.bits(14, 12, 8) + 1) * kUnits[basic.bits(14, 14, 13)];
}

NorTraits traits(const SfdpTable& basic) {
    NorTraits traits;
    const unsigned quad = basic.bits(15, 22, 20);
    traits.quad_enable = quad <= 6 ? NorQuadEnable(quad) : NorQuadEnable::none; // 7 is reserved, and found
    const unsigned enter = basic.bits(16, 31, 24);
    traits.four_byte_needs_write_enable = (enter & 3) == 2;
    traits.four_byte_first = basic.bits(1, 18, 17) == 2 || enter & 0x40;
    if (basic.bits(15, 9, 9)) // 0-4-4
        traits.continuous = basic.bits(15, 18, 18)   ? NorContinuous::is_ax
                            : basic.bits(15, 16, 16) ? NorContinuous::is_a5
                                                     : NorContinuous::never;
    return traits;
}

bool is_macronix_octal(const SfdpDump& dump, const SfdpTables& tables) {
    return dump.id[0] == 0xC2 && tables.find(0xFF0A) && tables.find(0xFF05);
}

// Octal parts of Macronix have registers that SFDP does not describe: the family's, with the dump's figures.
NorPart macronix_octal_from(const SfdpTables& tables, const std::vector<NorErase>& types) {
    NorPart part = macronix_octal_part();
    part.bytes = std::uint32_t(density(*tables.find(0xFF00)));
    const Picoseconds sector = part.sector.abort_recovery, block = part.block.abort_recovery;
    for (const NorErase& type : types) {
        if (type.bytes == 4u << 10) part.sector = {type.bytes, type.time, sector, {}};
        if (type.bytes == 64u << 10) part.block = {type.bytes, type.time, block, {}};
    }
    NorPart timed{};
    timed.bytes = part.bytes;
    set_times(timed, *tables.find(0xFF00));
    part.chip.bytes = part.bytes;
    part.chip.time = timed.chip.time;
    part.program = timed.program;
    part.page = timed.page;
    return part;
}

} // namespace

std::variant<NorPart, std::string> part_from_sfdp(const SfdpDump& dump, std::string name) {
    auto read = sfdp_tables(dump);
    if (const auto* wrong = std::get_if<std::string>(&read)) return *wrong;
    const SfdpTables& tables = std::get<SfdpTables>(read);
    const SfdpTable& basic = *tables.find(0xFF00);
    const std::uint64_t bytes = density(basic);
    if (bytes < 64u << 10 || bytes > kLargest || bytes & (bytes - 1))
        return fmt::format("VB-CHIP-008: SFDP gives a size of {} bytes, which no chip here has.", bytes);
    const auto types = erase_types(tables);
    if (std::none_of(types.begin(), types.end(), [](const NorErase& t) { return t.bytes; }))
        return "VB-CHIP-009: SFDP names no erase type.";

    NorPart part{};
    if (is_macronix_octal(dump, tables)) {
        part = macronix_octal_from(tables, types);
    } else {
        part.family = NorFamily::sfdp;
        part.bytes = std::uint32_t(bytes);
        part.erase_types = types;
        part.regions = sector_map(tables);
        part.traits = traits(basic);
        set_times(part, basic);
        set_latencies(part, basic);
        part.read_hz = 50 * kMHz; // SFDP gives no clocks
        part.spi_hz = part.dtr_hz = 104 * kMHz;
        part.commands = sfdp_commands(tables, part);
    }
    part.name = std::move(name);
    part.id = dump.id;
    part.sfdp = dump.bytes;
    if (part.family == NorFamily::sfdp) add_vendor_registers(part, basic.dwords.size());
    return part;
}

} // namespace vb
