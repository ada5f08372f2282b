#include "flash-library/chips/jedec-table.hpp"

namespace xspi {
namespace {

constexpr std::uint32_t kKi = 1024, kMi = 1024 * 1024;
constexpr std::uint32_t kMs = 1000;

// Zeros stand for what the named source does not give; assumed_times() in describe-chip.cpp fills them
// cautiously.
constexpr std::array kTable = {
    // Typical figures from the cover page; sector erase only, no 4 KiB erase on this family.
    JedecTableLine{0x202015,
                   "M25P16",
                   "Micron/Numonyx M25P16 data sheet, features: 0.64 ms, 0.6 s, 13 s typical",
                   2 * kMi,
                   640,
                   0,
                   {{{64 * kKi, 0xD8, 0, 600 * kMs, 0}}},
                   13'000'000,
                   0},
    // 4 KiB sectors, 64 KiB blocks, page program < 2 ms.
    JedecTableLine{0xEF3015,
                   "W25X16",
                   "Winbond W25X16/32/64 data sheet, features and array organisation",
                   2 * kMi,
                   0,
                   0,
                   {{{4 * kKi, 0x20, 0, 0, 0}, {64 * kKi, 0xD8, 0, 0, 0}}},
                   0,
                   0},
    JedecTableLine{0xEF3016,
                   "W25X32",
                   "Winbond W25X16/32/64 data sheet, features and array organisation",
                   4 * kMi,
                   0,
                   0,
                   {{{4 * kKi, 0x20, 0, 0, 0}, {64 * kKi, 0xD8, 0, 0, 0}}},
                   0,
                   0},
    JedecTableLine{0xEF3017,
                   "W25X64",
                   "Winbond W25X16/32/64 data sheet, features and array organisation",
                   8 * kMi,
                   0,
                   0,
                   {{{4 * kKi, 0x20, 0, 0, 0}, {64 * kKi, 0xD8, 0, 0, 0}}},
                   0,
                   0},
    // Its SFDP is JESD216 1.0 and codes no times.
    JedecTableLine{0x20BA19,
                   "N25Q256A",
                   "ST BSP n25q256a.h, maximum times: 0.8 s, 3 s, 480 s",
                   32 * kMi,
                   0,
                   0,
                   {{{4 * kKi, 0x20, 0, 0, 800 * kMs}, {64 * kKi, 0xD8, 0, 0, 3000 * kMs}}},
                   0,
                   480'000'000,
                   true},
    // First OctaFlash generation: SFDP reads FFh (PEERS). Used in 1S-1S-1S; its octal register reads are not
    // sourced.
    JedecTableLine{0xC2853A,
                   "MX25LM51245G",
                   "ST BSP mx25lm51245g.h, maximum times: 0.4 s, 1 s, 460 s",
                   64 * kMi,
                   0,
                   0,
                   {{{4 * kKi, 0x20, 0x21, 0, 400 * kMs}, {64 * kKi, 0xD8, 0xDC, 0, 1000 * kMs}}},
                   0,
                   460'000'000,
                   true},
};

} // namespace

std::span<const JedecTableLine> jedec_table() { return kTable; }

const JedecTableLine* find_in_jedec_table(const ChipIdentity& identity) {
    for (const JedecTableLine& line : kTable) {
        if (line.identity == identity.word()) return &line;
    }
    return nullptr;
}

} // namespace xspi
