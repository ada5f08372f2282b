// N25Q128A (on STM32F746G-DISCO) and its successor MT25QL128ABA: 3 V, 16 MiB, 3-byte addresses.
#include "chips/nor-parts.hpp"
#include "chips/quad-commands.hpp"
#include "chips/sfdp-bytes.hpp"

namespace vb {
namespace {

using enum NorOp;
using namespace quad;
constexpr std::uint64_t kMHz = 1'000'000;

// As many dummy cycles as VCR says; `dummies` as delivered.
constexpr NorCommand fast(unsigned opcode, unsigned address_lines, unsigned data_lines, unsigned dummies) {
    return with_model_dummies(array_read(opcode, address_lines, data_lines, 0, dummies));
}
constexpr NorCommand fast_in_quad(unsigned opcode, unsigned dummies) {
    NorCommand c = with_model_dummies(with_address(reads(fast_read, opcode, kQpi)));
    c.dummy_clocks = std::uint8_t(dummies);
    return c;
}

constexpr NorCommand kCommon[] = {
    plain(write_enable, 0x06),
    plain(write_disable, 0x04),
    reads(read_status, 0x05),
    writes(write_status, 0x01),
    reads(read_flag_status, 0x70),
    plain(clear_flag_status, 0x50),
    reads(read_nonvolatile_configuration, 0xB5),
    writes(write_nonvolatile_configuration, 0xB1),
    reads(read_volatile_configuration, 0x85),
    writes(write_volatile_configuration, 0x81),
    reads(read_enhanced_configuration, 0x65),
    writes(write_enhanced_configuration, 0x61),
    reads(read_id, 0x9F, kSpi),
    reads(read_id, 0x9E, kSpi),
    reads(read_id, 0xAF, kQpi),
    with_dummies(with_address(reads(read_sfdp, 0x5A), 3), 8),
    with_address(reads(read, 0x03, kSpi)),
    fast(0x0B, 1, 1, 8),
    fast(0x3B, 1, 2, 8),
    fast(0xBB, 2, 2, 8),
    fast(0x6B, 1, 4, 8),
    fast(0xEB, 4, 4, 10),
    fast_in_quad(0x0B, 10),
    fast_in_quad(0x6B, 10),
    fast_in_quad(0xEB, 10),
    quad::program(0x02, 1, 1),
    quad::program(0x32, 1, 4),
    quad::program(0xA2, 1, 2),
    quad::program(0xD2, 2, 2),
    quad::program(0x02, 0, 0, kAddressByMode, kQpi),
    quad::program(0x32, 0, 0, kAddressByMode, kQpi),
    quad::erase(0x20),
    quad::erase(0xD8),
    plain(erase_chip, 0xC7),
    plain(suspend, 0x75),
    plain(resume, 0x7A),
    plain(reset_enable, 0x66),
    plain(reset, 0x99),
};

// 12h programs with address and data on four lines.
constexpr NorCommand kN25q[] = {
    quad::program(0x12, 4, 4),
    quad::program(0x12, 0, 0, kAddressByMode, kQpi),
};

// 38h does; 12h, which programs with a 4-byte address on the bigger ones, is not there.
constexpr NorCommand kMt25[] = {
    quad::program(0x38, 4, 4),
    quad::program(0x38, 0, 0, kAddressByMode, kQpi),
    quad::erase(0x52),
    plain(erase_chip, 0x60),
    plain(enter_qpi, 0x35, kSpi),
    plain(exit_qpi, 0xF5, kQpi),
    plain(power_down, 0xB9),
    plain(release_power_down, 0xAB),
    in_dtr(array_read(0x0D, 1, 1, 0, 6)),
    in_dtr(array_read(0xED, 4, 4, 0, 8)),
    in_dtr(with_dummies(with_address(reads(fast_read, 0xED, kQpi)), 8)),
};

NorPart micron_part(std::span<const NorCommand> own) {
    NorPart part{};
    part.family = NorFamily::micron;
    part.page = 256;
    part.bytes = 16u << 20;
    part.id = {0x20, 0xBA, 0x18};
    part.chip.bytes = part.bytes;
    part.commands.assign(std::begin(kCommon), std::end(kCommon));
    part.commands.insert(part.commands.end(), own.begin(), own.end());
    part.write_register = {1300 * kPerMicrosecond, 8 * kPerMillisecond};
    // Recoveries from a reset: no figures at hand; those of a part that needs little.
    part.reset_recovery = part.reset_pin_recovery = 1 * kPerMicrosecond;
    part.program_abort_recovery = part.write_register_abort_recovery = 30 * kPerMicrosecond;
    part.power_down_exit = 30 * kPerMicrosecond;
    part.program_suspend = 7 * kPerMicrosecond;
    part.erase_suspend = 25 * kPerMicrosecond;
    part.traits.hold_pin = true;
    return part;
}

} // namespace

NorPart n25q128a() {
    constexpr Picoseconds kReset = 30 * kPerMicrosecond;
    NorPart part = micron_part(kN25q);
    part.name = "N25Q128A";
    part.erase_types = {{4u << 10, {250 * kPerMillisecond, 800 * kPerMillisecond}, kReset, {0x20, 0}},
                        {64u << 10, {700 * kPerMillisecond, 3 * kPerSecond}, kReset, {0xD8, 0}}};
    part.chip.time = {170 * kPerSecond, 250 * kPerSecond};
    part.program = {500 * kPerMicrosecond, 5 * kPerMillisecond};
    part.read_hz = 54 * kMHz;
    part.spi_hz = 108 * kMHz;
    part.read_mhz = {{90, 80, 50, 43, 30},     {100, 90, 70, 60, 40},    {108, 100, 80, 75, 50},
                     {108, 105, 90, 90, 60},   {108, 108, 100, 100, 70}, {108, 108, 105, 105, 80},
                     {108, 108, 108, 108, 86}, {108, 108, 108, 108, 95}, {108, 108, 108, 108, 105},
                     {108, 108, 108, 108, 108}};
    // As N25Q256A has it, but for density and address bytes.
    part.sfdp = sfdp_bytes(0, {{0xFF00,
                                0,
                                0x30,
                                {0xFFF120E5, 0x07FFFFFF, 0x6B27EB29, 0xBB273B08, 0xFFFFFFFF, 0xBB27FFFF,
                                 0xEB29FFFF, 0xD810200C, 0x00000000}}});
    return part;
}

NorPart mt25ql128aba() {
    constexpr Picoseconds kReset = 30 * kPerMicrosecond;
    NorPart part = micron_part(kMt25);
    part.name = "MT25QL128ABA";
    part.erase_types = {{4u << 10, {50 * kPerMillisecond, 400 * kPerMillisecond}, kReset, {0x20, 0}},
                        {64u << 10, {150 * kPerMillisecond, 1 * kPerSecond}, kReset, {0xD8, 0}},
                        {32u << 10, {100 * kPerMillisecond, 1 * kPerSecond}, kReset, {0x52, 0}}};
    part.chip.time = {38 * kPerSecond, 114 * kPerSecond};
    part.program = {120 * kPerMicrosecond, 1800 * kPerMicrosecond};
    part.read_hz = 54 * kMHz;
    part.spi_hz = 133'400'000;
    part.dtr_hz = 90 * kMHz;
    part.read_mhz = {{94, 79, 60, 44, 39},      {112, 97, 77, 61, 48},     {129, 106, 86, 78, 58},
                     {134, 115, 97, 97, 69},    {134, 125, 106, 106, 78},  {134, 134, 115, 115, 86},
                     {134, 134, 125, 125, 97},  {134, 134, 134, 134, 106}, {134, 134, 134, 134, 115},
                     {134, 134, 134, 134, 125}, {134, 134, 134, 134, 134}};
    // As MT25Q256ABA has it, but for density, address bytes and chip erase.
    part.sfdp = sfdp_bytes(6, {{0xFF00,
                                6,
                                0x30,
                                {0xFFF920E5, 0x07FFFFFF, 0x6B27EB29, 0xBB273B27, 0xFFFFFFFF, 0xBB27FFFF,
                                 0xEB29FFFF, 0xD810200C, 0x0000520F, 0x00994A24, 0xC9038E8B, 0x382701AC,
                                 0x757A757A, 0x5CD5BDFB, 0xFF820F4A, 0x00003D81}}});
    return part;
}

} // namespace vb
