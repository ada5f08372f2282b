#include "soc/stm32f4/flash-kind.hpp"

#include "soc/stm32f4/register-maps.hpp"

#include <algorithm>

namespace vb::stm32f4 {
using stm32f::EraseTime;
using stm32f::FlashLayout;
using stm32f::OptionField;

namespace {
constexpr std::uint32_t kKiB = 1024;
constexpr unsigned kSecondBankSnb = 0x10;
constexpr Picoseconds kMs = kPerMillisecond;

constexpr OptionField kOptions40x[] = {
    {"BOR_LEV", 0, 2, 3},    {"WDG_SW", 0, 5, 1},    {"nRST_STOP", 0, 6, 1},
    {"nRST_STDBY", 0, 7, 1}, {"nWRP", 0, 16, 0xFFF},
};
constexpr OptionField kOptionsTwoBanks[] = {
    {"BOR_LEV", 0, 2, 3},   {"BFB2", 0, 4, 1},       {"WDG_SW", 0, 5, 1},
    {"nRST_STOP", 0, 6, 1}, {"nRST_STDBY", 0, 7, 1}, {"nWRP", 0, 16, 0xFFF},
    {"DB1M", 0, 30, 1},     {"SPRMOD", 0, 31, 1},    {"nWRP2", 1, 16, 0xFFF},
};
constexpr OptionField kOptions[] = {
    {"BOR_LEV", 0, 2, 3},    {"WDG_SW", 0, 5, 1},    {"nRST_STOP", 0, 6, 1},
    {"nRST_STDBY", 0, 7, 1}, {"nWRP", 0, 16, 0xFFF}, {"SPRMOD", 0, 31, 1},
};

// docs/hardware/stm32f4.md, erase and program.
constexpr EraseTime kSectorErase[] = {
    {16 * kKiB, {400 * kMs, 300 * kMs, 250 * kMs, 230 * kMs}},
    {64 * kKiB, {1200 * kMs, 700 * kMs, 550 * kMs, 490 * kMs}},
    {128 * kKiB, {2000 * kMs, 1300 * kMs, 1000 * kMs, 875 * kMs}},
};
constexpr stm32f::TimesByPsize kMassErase = {16000 * kMs, 11000 * kMs, 8000 * kMs, 6900 * kMs};

// Four sectors of 16 KiB, one of 64, and as many of 128 as there is room for.
void add_bank(FlashLayout& layout, std::uint32_t first, std::uint32_t size, unsigned bank) {
    const std::uint32_t end = first + size;
    for (unsigned number = 0; first < end; ++number) {
        const std::uint32_t sector = (number < 4 ? 16 : number == 4 ? 64 : 128) * kKiB;
        layout.sectors.push_back({first, sector, number + bank * kSecondBankSnb, bank, number, bank});
        first += sector;
    }
}

// 2 MiB are two banks, 1 MiB is with DB1M.
FlashLayout layout_of(std::uint32_t size, bool can, std::uint32_t optcr) {
    const bool two = can && (size == 2048 * kKiB || (size == 1024 * kKiB && (optcr & DB1M)));
    FlashLayout layout;
    layout.banks = two ? 2 : 1;
    for (unsigned bank = 0; bank < layout.banks; ++bank)
        add_bank(layout, bank * size / 2, size / layout.banks, bank);
    return layout;
}
} // namespace

stm32f::FlashKind flash_kind(const Part& part) {
    stm32f::FlashKind kind;
    const Line& line = *part.line;
    const std::uint32_t size = part.flash_kib * kKiB;
    kind.map = flash_registers(line);
    kind.size = size;
    kind.snb_bits = line.two_banks ? 5 : 4;
    kind.factory = {0x0FFFAAEC};
    kind.option_bits = {line.bit == F40x ? 0x0FFFFFECu : 0x8FFFFFEC};
    kind.options = line.bit == F40x ? std::span<const OptionField>(kOptions40x) : kOptions;
    if (line.two_banks) {
        kind.factory = {0x0FFFAAEC, 0x0FFF0000};
        kind.option_bits = {0xCFFFFFFC, 0x0FFF0000};
        kind.options = kOptionsTwoBanks;
    }
    kind.sector_erase = kSectorErase;
    kind.mass_erase = kMassErase;
    kind.layout = [size, can = line.two_banks](std::uint32_t optcr) { return layout_of(size, can, optcr); };
    kind.otp_block = 32;
    return kind;
}

} // namespace vb::stm32f4
