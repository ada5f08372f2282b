#include "soc/stm32f7/flash-kind.hpp"

#include "soc/stm32f7/register-maps.hpp"

#include <algorithm>

namespace vb::stm32f7 {
using stm32f::EraseTime;
using stm32f::FlashLayout;
using stm32f::FlashSector;
using stm32f::OptionField;

namespace {
constexpr std::uint32_t kKiB = 1024;
constexpr unsigned kSecondBankSnb = 0x10;
constexpr Picoseconds kMs = kPerMillisecond;

constexpr OptionField kOptionsF74x[] = {
    {"BOR_LEV", 0, 2, 3},         {"WWDG_SW", 0, 4, 1},    {"IWDG_SW", 0, 5, 1},
    {"nRST_STOP", 0, 6, 1},       {"nRST_STDBY", 0, 7, 1}, {"nWRP", 0, 16, 0xFF},
    {"IWDG_STDBY", 0, 30, 1},     {"IWDG_STOP", 0, 31, 1}, {"BOOT_ADD0", 1, 0, 0xFFFF},
    {"BOOT_ADD1", 1, 16, 0xFFFF},
};
constexpr OptionField kOptionsF76x[] = {
    {"BOR_LEV", 0, 2, 3},    {"WWDG_SW", 0, 4, 1},        {"IWDG_SW", 0, 5, 1},
    {"nRST_STOP", 0, 6, 1},  {"nRST_STDBY", 0, 7, 1},     {"nWRP", 0, 16, 0xFFF},
    {"nDBOOT", 0, 28, 1},    {"nDBANK", 0, 29, 1},        {"IWDG_STDBY", 0, 30, 1},
    {"IWDG_STOP", 0, 31, 1}, {"BOOT_ADD0", 1, 0, 0xFFFF}, {"BOOT_ADD1", 1, 16, 0xFFFF},
};

// docs/hardware/stm32f7.md, erase and program.
constexpr EraseTime kSectorErase[] = {
    {16 * kKiB, {400 * kMs, 300 * kMs, 250 * kMs, 250 * kMs}},
    {32 * kKiB, {400 * kMs, 250 * kMs, 200 * kMs, 200 * kMs}},
    {64 * kKiB, {1200 * kMs, 700 * kMs, 550 * kMs, 550 * kMs}},
    {128 * kKiB, {1100 * kMs, 800 * kMs, 500 * kMs, 500 * kMs}},
    {256 * kKiB, {2100 * kMs, 1500 * kMs, 1000 * kMs, 1000 * kMs}},
};
constexpr stm32f::TimesByPsize kMassErase = {16000 * kMs, 11000 * kMs, 8000 * kMs, 8000 * kMs};

// Four small sectors, one of four times their size, and as many of eight times as there is room for.
void add_bank(FlashLayout& layout, std::uint32_t first, std::uint32_t size, std::uint32_t small,
              unsigned bank) {
    const std::uint32_t end = first + size;
    unsigned number = 0;
    while (first < end) {
        const std::uint32_t sector = number < 4 ? small : number == 4 ? 4 * small : 8 * small;
        // nWRP: a sector each with one bank; with two, pairs, bits 0 to 5 of bank 1 and 6 to 11 of bank 2.
        const bool two = layout.banks == 2;
        layout.sectors.push_back({first, std::min(sector, end - first), number + bank * kSecondBankSnb, bank,
                                  two ? 6 * bank + number / 2 : number});
        first += sector;
        ++number;
    }
}

FlashLayout layout_of(std::uint32_t size, bool dual) {
    FlashLayout layout;
    layout.banks = dual ? 2 : 1;
    if (!dual) add_bank(layout, 0, size, 32 * kKiB, 0);
    for (unsigned bank = 0; dual && bank < 2; ++bank)
        add_bank(layout, bank * size / 2, size / 2, 16 * kKiB, bank);
    return layout;
}
} // namespace

stm32f::FlashKind flash_kind(const Part& part) {
    stm32f::FlashKind kind;
    const bool f76x = part.is_f76x();
    const std::uint32_t size = part.flash_kib * kKiB;
    kind.map = flash_registers(part.line);
    kind.size = size;
    kind.snb_bits = f76x ? 5 : 4;
    kind.factory = {f76x ? 0xFFFFAAFC : 0xC0FFAAFC, 0x00400080};
    kind.option_bits = {f76x ? 0xFFFFFFFC : 0xC0FFFFFC, 0xFFFFFFFF};
    kind.options = f76x ? std::span<const OptionField>(kOptionsF76x) : kOptionsF74x;
    kind.sector_erase = kSectorErase;
    kind.mass_erase = kMassErase;
    kind.layout = [size, f76x](std::uint32_t optcr) { return layout_of(size, f76x && !(optcr & nDBANK)); };
    kind.otp_block = 64;
    return kind;
}

// Rows of 16 bytes: a line of 32 bytes of the one bank lies in both arrays, its halves side by side.
void interleave(std::span<std::uint8_t> cells, bool to_dual) {
    constexpr std::size_t kRow = 16;
    const std::vector<std::uint8_t> old(cells.begin(), cells.end());
    const std::size_t half = cells.size() / 2;
    for (std::size_t row = 0; row < half / kRow; ++row)
        for (std::size_t bank = 0; bank < 2; ++bank) {
            const std::size_t one = (2 * row + bank) * kRow, two = bank * half + row * kRow;
            std::copy_n(old.begin() + std::ptrdiff_t(to_dual ? one : two), kRow,
                        cells.begin() + std::ptrdiff_t(to_dual ? two : one));
        }
}

} // namespace vb::stm32f7
