// W25Q16JV, W25Q64JV, W25Q64JV-IM (the DTR type), W25Q64FV, W25Q128JV, W25Q256JV, W25Q512JV: 3 V parts. Times
// and clocks as the data sheets have them at 3.0 to 3.6 V, which is more than SFDP's coded ones ask for.
#include "chips/nor-parts.hpp"
#include "chips/sfdp-bytes.hpp"
#include "chips/winbond-commands.hpp"

namespace vb {
namespace {

constexpr std::uint64_t kMHz = 1'000'000;

constexpr NorDuration ms(unsigned typical, unsigned maximum) {
    return {typical * kPerMillisecond, maximum * kPerMillisecond};
}

// W25Q64JV-DTR, revision J, 9.6; tRST is 30 us whatever went on.
NorPart winbond_part() {
    constexpr Picoseconds kReset = 30 * kPerMicrosecond, kSuspend = 20 * kPerMicrosecond;
    NorPart part{};
    part.family = NorFamily::winbond;
    part.page = 256;
    part.erase_types = {{4u << 10, ms(45, 400), kReset, {0x20, 0x21}},
                        {32u << 10, ms(120, 1600), kReset, {0x52, 0}},
                        {64u << 10, ms(150, 2000), kReset, {0xD8, 0xDC}}};
    part.chip.abort_recovery = kReset;
    part.program = {400 * kPerMicrosecond, 3 * kPerMillisecond};
    part.write_register = ms(10, 15);
    part.program_abort_recovery = part.write_register_abort_recovery = kReset;
    part.reset_recovery = part.reset_pin_recovery = kReset;
    part.power_down_exit = 3 * kPerMicrosecond; // tRES1
    part.program_suspend = part.erase_suspend = kSuspend;
    part.program_resume_to_suspend = part.erase_resume_to_suspend = kSuspend;
    part.read_hz = 50 * kMHz;
    part.spi_hz = 133'400'000; // 133 MHz stand for 400/3
    part.dtr_hz = 66'700'000;
    part.qpi_read_limits = {{2, 50 * kMHz}, {4, 80 * kMHz}, {6, 104 * kMHz}, {8, 133'400'000}};
    part.traits.hold_pin = true;
    part.traits.status3 = true;
    part.traits.continuous = NorContinuous::m5_4_is_10;
    part.unique_id = {0xD5, 0x69, 0x10, 0x4C, 0x8B, 0x4F, 0x21, 0x2E}; // any; of each chip its own
    return part;
}

// The basic flash parameter table that all JV parts of a size below 32 MiB have, but for density and the time
// of a chip erase; as dumps of W25Q16JV, W25Q64JV-IQ and W25Q256JV have it.
std::vector<std::uint32_t> jv_table(std::uint32_t bytes, std::uint8_t chip_erase) {
    const bool four = bytes > 16u << 20;
    return {four ? 0xFFFB20E5u : 0xFFF920E5u,
            8 * bytes - 1,
            0x6B08EB44,
            0xBB423B08,
            0xFFFFFFFE,
            0x0000FFFF,
            0xEB40FFFF,
            0x520F200C,
            0x0000D810,
            0x00A60236,
            0x0014EA82u | std::uint32_t(chip_erase) << 24,
            0x337663E9,
            0x757A757A,
            0x5CD5A2F7,
            0xFF4DF719,
            four ? 0xA5F970E9u : 0x80F830E9u};
}

void set_size(NorPart& part, std::uint32_t mebibytes, NorDuration chip_erase) {
    part.bytes = mebibytes << 20;
    part.chip.bytes = part.bytes;
    part.chip.time = chip_erase;
}

NorPart jv(const char* name, std::uint8_t type, std::uint8_t density, std::uint32_t mebibytes,
           NorDuration chip) {
    NorPart part = winbond_part();
    part.name = name;
    part.id = {0xEF, type, density};
    set_size(part, mebibytes, chip);
    const bool im = type == 0x70; // QE = 0 as delivered, QPI and DTR
    part.traits.quad_enabled = !im;
    part.traits.bp3 = mebibytes > 16;
    part.commands = winbond_commands({.jv = true, .qpi = im, .dtr = im, .four_byte = mebibytes > 16});
    return part;
}

} // namespace

// Data sheet W25Q16JV, 9.6: its own time of a chip erase, else as its big brothers.
NorPart w25q16jv() {
    NorPart part = jv("W25Q16JV", 0x40, 0x15, 2, {5 * kPerSecond, 25 * kPerSecond});
    part.sfdp = sfdp_bytes(5, {{0xFF00, 5, 0x80, jv_table(part.bytes, 0xB3)}});
    return part;
}

NorPart w25q64jv() {
    NorPart part = jv("W25Q64JV", 0x40, 0x17, 8, {20 * kPerSecond, 100 * kPerSecond});
    part.sfdp = sfdp_bytes(5, {{0xFF00, 5, 0x80, jv_table(part.bytes, 0xC4)}});
    return part;
}

// No dump of its SFDP was at hand: it is taken to have the table of the other type.
NorPart w25q64jv_im() {
    NorPart part = jv("W25Q64JV-IM", 0x70, 0x17, 8, {20 * kPerSecond, 100 * kPerSecond});
    part.sfdp = w25q64jv().sfdp;
    return part;
}

NorPart w25q128jv() {
    NorPart part = jv("W25Q128JV", 0x40, 0x18, 16, {40 * kPerSecond, 200 * kPerSecond});
    part.sfdp = sfdp_bytes(5, {{0xFF00, 5, 0x80, jv_table(part.bytes, 0xC9)}});
    return part;
}

NorPart w25q256jv() {
    NorPart part = jv("W25Q256JV", 0x40, 0x19, 32, {80 * kPerSecond, 400 * kPerSecond});
    part.sfdp = sfdp_bytes(5, {{0xFF00, 5, 0x80, jv_table(part.bytes, 0xD3)}});
    return part;
}

// SFDP as published in QEMU's sources: with a 4-byte address instruction table.
NorPart w25q512jv() {
    NorPart part = jv("W25Q512JV", 0x40, 0x20, 64, {160 * kPerSecond, 800 * kPerSecond});
    part.sfdp = sfdp_bytes(
        6, {{0xFF00, 6, 0x80, jv_table(part.bytes, 0xE2)}, {0xFF84, 0, 0xD0, {0xFFF00AFF, 0xFFDCFF21}}});
    return part;
}

// The generation before: two status registers, WRSR of one byte clears the second, no block locks, 104 MHz.
// SFDP as its big brother W25Q128FV has it.
NorPart w25q64fv() {
    NorPart part = winbond_part();
    part.name = "W25Q64FV";
    part.id = {0xEF, 0x40, 0x17}; // 60h in QPI
    set_size(part, 8, {20 * kPerSecond, 100 * kPerSecond});
    part.erase_types[0].time = ms(60, 400);
    part.program.typical = 700 * kPerMicrosecond;
    part.spi_hz = 104 * kMHz;
    part.qpi_read_limits = {{2, 33 * kMHz}, {4, 55 * kMHz}, {6, 80 * kMHz}, {8, 104 * kMHz}};
    part.traits.status3 = false;
    part.traits.one_byte_clears_status2 = true;
    part.commands = winbond_commands({.jv = false, .qpi = true, .dtr = false, .four_byte = false});
    part.sfdp = sfdp_bytes(0, {{0xFF00,
                                0,
                                0x80,
                                {0xFFF120E5, 0x03FFFFFF, 0x6B08EB44, 0xBB423B08, 0xFFFFFFFE, 0x0000FFFF,
                                 0xEB21FFFF, 0x520F200C, 0x0000D810}}});
    return part;
}

} // namespace vb
