#include "soc/stm32h74x/option-bytes.hpp"

#include "core/number.hpp"
#include "soc/stm32h74x/flash-registers.hpp"

#include <fmt/format.h>

namespace vb::stm32h74x {

namespace {
using namespace flash;
// Factory words. OPTSR: Renode's model of the STM32H7's flash (level 0, IWDG1 by software, no reset on Stop
// and Standby). The others by analogy with the STM32H72x: no protected or secure area, BOOT0 low boots
// 0x08000000 and high 0x1FF00000.
constexpr std::array<OptionWordInfo, kOptionWords> kWords{{
    {OptionWord::Optsr, OPTSR_CUR, false, 0x0406AAF0},
    {OptionWord::Prar1, PRAR_CUR, false, 0x000000FF},
    {OptionWord::Prar2, PRAR_CUR + BANK, true, 0x000000FF},
    {OptionWord::Scar1, SCAR_CUR, false, 0x000000FF},
    {OptionWord::Scar2, SCAR_CUR + BANK, true, 0x000000FF},
    {OptionWord::Wpsn1, WPSN_CUR, false, 0xFF},
    {OptionWord::Wpsn2, WPSN_CUR + BANK, true, 0xFF},
    {OptionWord::Boot, BOOT_CUR, false, 0x1FF00800},
}};

struct NamedOption {
    const char* name;
    OptionWord word;
    unsigned shift;
    std::uint32_t mask; // of the unshifted value
};
constexpr NamedOption kNamed[] = {
    {"BOR_LEV", OptionWord::Optsr, 2, 3},        {"IWDG1_SW", OptionWord::Optsr, 4, 1},
    {"NRST_STOP_D1", OptionWord::Optsr, 6, 1},   {"NRST_STBY_D1", OptionWord::Optsr, 7, 1},
    {"RDP", OptionWord::Optsr, 8, 0xFF},         {"FZ_IWDG_STOP", OptionWord::Optsr, 17, 1},
    {"FZ_IWDG_SDBY", OptionWord::Optsr, 18, 1},  {"ST_RAM_SIZE", OptionWord::Optsr, 19, 3},
    {"SECURITY", OptionWord::Optsr, 21, 1},      {"IO_HSLV", OptionWord::Optsr, 29, 1},
    {"SWAP_BANK_OPT", OptionWord::Optsr, 31, 1}, {"WRPSN1", OptionWord::Wpsn1, 0, 0xFF},
    {"WRPSN2", OptionWord::Wpsn2, 0, 0xFF},      {"BOOT_ADD0", OptionWord::Boot, 0, 0xFFFF},
    {"BOOT_ADD1", OptionWord::Boot, 16, 0xFFFF},
};
constexpr std::uint32_t kLevel0 = 0xAA, kLevel2 = 0xCC;
} // namespace

const std::array<OptionWordInfo, kOptionWords>& option_words() { return kWords; }

OptionBytes::OptionBytes() {
    for (const auto& info : kWords) words_[unsigned(info.word)] = info.factory;
}

bool OptionBytes::set(const std::string& name, const std::string& value) {
    for (const auto& option : kNamed) {
        if (name != option.name) continue;
        const auto parsed = parse_number(value, option.mask);
        if (!parsed) return false;
        const std::uint32_t others = word(option.word) & ~(option.mask << option.shift);
        program(option.word, others | std::uint32_t(*parsed) << option.shift);
        return true;
    }
    return false;
}

std::vector<std::string> OptionBytes::names() {
    std::vector<std::string> all;
    for (const auto& option : kNamed) all.emplace_back(option.name);
    return all;
}

std::optional<std::string> OptionBytes::values(const std::string& name) {
    for (const auto& option : kNamed) {
        if (name != option.name) continue;
        if (name == "RDP") return "0xAA (level 0), 0xCC (level 2), any other byte (level 1)";
        return fmt::format("numbers from 0 to {}", option.mask);
    }
    return std::nullopt;
}

Protection OptionBytes::protection(std::uint32_t optsr) {
    const std::uint32_t rdp = optsr >> 8 & 0xFF;
    return rdp == kLevel0 ? Protection::Level0 : rdp == kLevel2 ? Protection::Level2 : Protection::Level1;
}

bool OptionBytes::sector_protected(unsigned bank, unsigned sector) const {
    return !(word(bank == 0 ? OptionWord::Wpsn1 : OptionWord::Wpsn2) >> sector & 1);
}

std::array<std::uint32_t, 18> OptionBytes::user_registers(bool swapped) const {
    const std::uint32_t optsr = word(OptionWord::Optsr), boot = word(OptionWord::Boot);
    const auto bit = [optsr](unsigned n) { return optsr >> n & 1; };
    std::array<std::uint32_t, 18> ur{};
    ur[0] = std::uint32_t(swapped) | (optsr & 0xFF00) << 8;
    ur[2] = bit(2) | bit(3) << 1 | boot << 16;
    ur[3] = boot & 0xFFFF0000;
    ur[5] = word(OptionWord::Wpsn1) << 16;
    ur[9] = word(OptionWord::Wpsn2);
    ur[11] = bit(4) << 16;
    ur[12] = bit(21) << 16;
    ur[13] = (optsr >> 19 & 3) | bit(6) << 16;
    ur[14] = bit(7);
    ur[15] = bit(17) << 16;
    ur[16] = bit(18);
    ur[17] = bit(29);
    return ur;
}

} // namespace vb::stm32h74x
