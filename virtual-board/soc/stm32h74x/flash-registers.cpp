#include "soc/stm32h74x/flash-registers.hpp"

#include <array>
#include <iterator>

namespace vb::stm32h74x::flash {

namespace {
// Reset values: STM32H743.svd, but CR's of bank 1, where the SVD has 0 and bank 2 the 0x31 of both
// (inferred).
// *_CUR and *_PRG come from the option words at reset.
constexpr RegisterSpec kBank1[] = {
    {ACR, "ACR", 0x37, 0x3F},
    {KEYR, "KEYR", 0, 0xFFFFFFFF},
    {OPTKEYR, "OPTKEYR", 0, 0xFFFFFFFF},
    {CR, "CR", 0x31, 0x1FEF87FF},
    {SR, "SR", 0, 0, 0x1FEF000F},
    {CCR, "CCR", 0, 0x1FEF0000},
    {OPTCR, "OPTCR", 0x1, 0x40000013, 0x80000000},
    {OPTSR_CUR, "OPTSR_CUR", 0, 0, 0xFFFFFFFF},
    {OPTSR_PRG, "OPTSR_PRG", 0, 0xA03EFFDC, 0x5FC10023}, // what CUR has may be written back
    {OPTCCR, "OPTCCR", 0, 0x40000000},
    {PRAR_CUR, "PRAR_CUR", 0, 0, 0x8FFF0FFF},
    {PRAR_CUR + 4, "PRAR_PRG", 0, 0x8FFF0FFF},
    {SCAR_CUR, "SCAR_CUR", 0, 0, 0x8FFF0FFF},
    {SCAR_CUR + 4, "SCAR_PRG", 0, 0x8FFF0FFF},
    {WPSN_CUR, "WPSN_CUR", 0, 0, 0xFF},
    {WPSN_CUR + 4, "WPSN_PRG", 0, 0xFF},
    {BOOT_CUR, "BOOT_CUR", 0, 0, 0xFFFFFFFF},
    {BOOT_CUR + 4, "BOOT_PRG", 0, 0xFFFFFFFF},
    {CRCCR, "CRCCR", 0, 0x00730787},
    {0x054, "CRCSADD", 0, 0x000FFFFC},
    {0x058, "CRCEADD", 0, 0x000FFFFC},
    {0x05C, "CRCDATA", 0, 0, 0xFFFFFFFF},
    {ECC_FA, "ECC_FA", 0, 0, 0x7FFF},
};
constexpr auto both() {
    std::array<RegisterSpec, 2 * std::size(kBank1)> map{};
    for (std::size_t i = 0; i < std::size(kBank1); ++i) {
        map[i] = map[i + std::size(kBank1)] = kBank1[i];
        map[i + std::size(kBank1)].offset += BANK;
    }
    return map;
}
constexpr auto kBoth = both();
} // namespace

std::span<const RegisterSpec> register_map(bool two_banks) {
    return two_banks ? std::span<const RegisterSpec>(kBoth) : kBank1;
}

} // namespace vb::stm32h74x::flash
