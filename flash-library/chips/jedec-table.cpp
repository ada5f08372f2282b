#include "flash-library/chips/jedec-table.hpp"
#include "flash-library/chips/mode.hpp"

#include <cstddef>

namespace xspi {
namespace {

constexpr std::uint32_t kKi = 1024, kMi = 1024 * 1024;

// Zeros stand for what the named source does not give; assume_times() in describe-chip.cpp fills them
// cautiously.
struct Sourced {
    JedecTableLine line;
    const char* source;
};

// W25Q..FV and JV share their ids. Maximum times are the same but for the chip erase.
constexpr JedecTableLine w25q(std::uint8_t density, const char* name, std::uint32_t mebibytes,
                              std::uint32_t chip_typical_s, std::uint32_t chip_maximum_s) {
    JedecTableLine line;
    line.identity = 0xEF4000u | density;
    line.name = name;
    line.size = mebibytes * kMi;
    line.page_typical_us = 700;
    line.page_maximum_us = 3500;
    line.erase = {
        {{4 * kKi, 0x20, 0, 60, 400}, {32 * kKi, 0x52, 0, 120, 1600}, {64 * kKi, 0xD8, 0, 150, 2000}}};
    line.chip_typical_ms = chip_typical_s * 1000;
    line.chip_maximum_ms = chip_maximum_s * 1000;
    line.four_byte = line.size > kThreeByteReach ? FourByteMethod::EnterB7 : FourByteMethod::NotNeeded;
    line.soft_reset = true;
    return line;
}

// N25Q and MT25Q share their ids. N25Q is the slower one; 52h and the dedicated opcodes are MT25Q's alone,
// which says so in its SFDP.
constexpr JedecTableLine n25q(std::uint8_t density, const char* name, const char* later_name,
                              std::uint32_t mebibytes, std::uint32_t chip_typical_s,
                              std::uint32_t chip_maximum_s) {
    JedecTableLine line;
    line.identity = 0x20BA00u | density;
    line.name = name;
    line.later_name = later_name;
    line.size = mebibytes * kMi;
    line.page_typical_us = 500;
    line.page_maximum_us = 5000;
    line.erase = {{{4 * kKi, 0x20, 0, 250, 800}, {64 * kKi, 0xD8, 0, 700, 3000}}};
    line.chip_typical_ms = chip_typical_s * 1000;
    line.chip_maximum_ms = chip_maximum_s * 1000;
    line.four_byte =
        line.size > kThreeByteReach ? FourByteMethod::EnterWriteEnableB7 : FourByteMethod::NotNeeded;
    line.soft_reset = true;
    return line;
}

// One erase size, no SFDP, no reset command.
constexpr JedecTableLine m25p(std::uint8_t density, const char* name, std::uint32_t mebibytes,
                              const JedecTableErase& erase, std::uint16_t page_typical_us,
                              std::uint16_t page_maximum_us, std::uint32_t chip_typical_s,
                              std::uint32_t chip_maximum_s) {
    JedecTableLine line;
    line.identity = 0x202000u | density;
    line.name = name;
    line.size = mebibytes * kMi;
    line.page_typical_us = page_typical_us;
    line.page_maximum_us = page_maximum_us;
    line.erase = {{erase}};
    line.chip_typical_ms = chip_typical_s * 1000;
    line.chip_maximum_ms = chip_maximum_s * 1000;
    return line;
}

// 4, 32 and 64 KiB, times by SFDP or assumed.
constexpr JedecTableLine usual(std::uint32_t identity, const char* name, std::uint32_t mebibytes) {
    JedecTableLine line;
    line.identity = identity;
    line.name = name;
    line.size = mebibytes * kMi;
    line.erase = {{{4 * kKi, 0x20, 0, 0, 0}, {32 * kKi, 0x52, 0, 0, 0}, {64 * kKi, 0xD8, 0, 0, 0}}};
    line.soft_reset = true;
    return line;
}

constexpr JedecTableLine dedicated(JedecTableLine line) {
    line.four_byte = FourByteMethod::DedicatedOpcodes;
    line.erase[0].four_byte_opcode = 0x21;
    line.erase[1].four_byte_opcode = 0x5C;
    line.erase[2].four_byte_opcode = 0xDC;
    return line;
}

// 4 KiB sectors, 64 KiB blocks.
constexpr JedecTableLine w25x(std::uint8_t density, const char* name, std::uint32_t mebibytes) {
    JedecTableLine line;
    line.identity = 0xEF3000u | density;
    line.name = name;
    line.size = mebibytes * kMi;
    line.erase = {{{4 * kKi, 0x20, 0, 0, 0}, {64 * kKi, 0xD8, 0, 0, 0}}};
    return line;
}

constexpr JedecTableLine mx25lm51245g() {
    JedecTableLine line;
    line.identity = 0xC2853A;
    line.name = "MX25LM51245G";
    line.size = 64 * kMi;
    line.erase = {{{4 * kKi, 0x20, 0x21, 0, 400}, {64 * kKi, 0xD8, 0xDC, 0, 1000}}};
    line.chip_maximum_ms = 460'000;
    line.four_byte = FourByteMethod::DedicatedOpcodes;
    line.soft_reset = true;
    return line;
}

constexpr JedecTableErase kM25pSector = {64 * kKi, 0xD8, 0, 600, 3000};

constexpr Sourced kSourced[] = {
    {m25p(0x15, "M25P16", 2, kM25pSector, 640, 5000, 13, 40), "Micron M25P16 data sheet, AC characteristics"},
    {m25p(0x16, "M25P32", 4, kM25pSector, 640, 5000, 23, 80), "Micron M25P32 data sheet, AC characteristics"},
    {m25p(0x17, "M25P64", 8, {64 * kKi, 0xD8, 0, 1000, 3000}, 0, 0, 68, 160),
     "Micron M25P64 data sheet, AC characteristics"},
    {m25p(0x18, "M25P128", 16, {256 * kKi, 0xD8, 0, 0, 0}, 0, 0, 0, 0),
     "Micron M25P128 data sheet, memory organisation"},
    {w25x(0x15, "W25X16", 2), "Winbond W25X16/32/64 data sheet, features and array organisation"},
    {w25x(0x16, "W25X32", 4), "Winbond W25X16/32/64 data sheet, features and array organisation"},
    {w25x(0x17, "W25X64", 8), "Winbond W25X16/32/64 data sheet, features and array organisation"},
    {w25q(0x15, "W25Q16", 2, 5, 25), "Winbond W25Q16JV data sheet, AC characteristics"},
    {w25q(0x16, "W25Q32", 4, 10, 50), "Winbond W25Q32FV, JV data sheets, AC characteristics"},
    {w25q(0x17, "W25Q64", 8, 20, 100), "Winbond W25Q64FV, JV data sheets, AC characteristics"},
    {w25q(0x18, "W25Q128", 16, 40, 200), "Winbond W25Q128FV, JV data sheets, AC characteristics"},
    {w25q(0x19, "W25Q256", 32, 80, 400), "Winbond W25Q256FV, JV data sheets, AC characteristics"},
    {w25q(0x20, "W25Q512", 64, 0, 0),
     "Winbond W25Q512JV data sheet, AC characteristics; chip erase not given"},
    {n25q(0x17, "N25Q064", "MT25QL064", 8, 60, 120), "Micron N25Q064A data sheet, AC characteristics"},
    {n25q(0x18, "N25Q128", "MT25QL128", 16, 170, 250), "Micron N25Q128A data sheet, AC characteristics"},
    // Its SFDP is JESD216 1.0 and codes no times.
    {n25q(0x19, "N25Q256A", "MT25QL256", 32, 240, 480),
     "Micron N25Q256A data sheet, AC characteristics; ST BSP n25q256a.h has the same maxima"},
    {n25q(0x20, "N25Q512", "MT25QL512", 64, 480, 960),
     "Micron N25Q512A data sheet, AC characteristics; two dies, 240 s and 480 s each"},
    {usual(0xC84015, "GD25Q16", 2), "GigaDevice GD25Q16C data sheet, commands"},
    {usual(0xC84016, "GD25Q32", 4), "GigaDevice GD25Q32C data sheet, commands"},
    {usual(0xC84017, "GD25Q64", 8), "GigaDevice GD25Q64C data sheet, commands"},
    {usual(0xC84018, "GD25Q128", 16), "GigaDevice GD25Q128C data sheet, commands"},
    {usual(0x9D6017, "IS25LP064", 8), "ISSI IS25LP064A data sheet, instruction set"},
    {usual(0x9D6018, "IS25LP128", 16), "ISSI IS25LP128 data sheet, instruction set"},
    {usual(0x9D7017, "IS25WP064", 8), "ISSI IS25WP064A data sheet, instruction set"},
    {usual(0x9D7018, "IS25WP128", 16), "ISSI IS25WP128 data sheet, instruction set"},
    // Their BFPT says three address bytes only; both have 13h, 0Ch, 12h, 21h, 5Ch, DCh.
    {dedicated(usual(0x9D6019, "IS25LP256", 32)), "ISSI IS25LP256D data sheet, instruction set"},
    {dedicated(usual(0x9D7019, "IS25WP256", 32)), "ISSI IS25WP256D data sheet, instruction set"},
    // First OctaFlash generation: SFDP reads FFh. Used in 1S-1S-1S; its octal register reads are not sourced.
    {mx25lm51245g(), "ST BSP mx25lm51245g.h, maximum times: 0.4 s, 1 s, 460 s"},
};

constexpr std::size_t kLines = sizeof(kSourced) / sizeof(kSourced[0]);

constexpr std::array<JedecTableLine, kLines> kTable = [] {
    std::array<JedecTableLine, kLines> table{};
    for (std::size_t i = 0; i < kLines; ++i) table[i] = kSourced[i].line;
    return table;
}();

} // namespace

// The only one of them that has more than four lines.
constexpr std::array kOctalTable{mx25lm51245g()};

std::span<const JedecTableLine> jedec_table() {
    if constexpr (kHasQuad)
        return kTable;
    else
        return kOctalTable;
}

const JedecTableLine* find_in_jedec_table(const ChipIdentity& identity) {
    for (const JedecTableLine& line : jedec_table()) {
        if (line.identity == identity.word()) return &line;
    }
    return nullptr;
}

const char* jedec_table_source(std::size_t line) { return line < kLines ? kSourced[line].source : ""; }

} // namespace xspi
