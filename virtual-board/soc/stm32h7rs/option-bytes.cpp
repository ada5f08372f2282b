#include "soc/stm32h7rs/option-bytes.hpp"

#include "core/number.hpp"

#include <fmt/format.h>

namespace vb {

namespace {
// Offsets and bits: ST's device header. Factory values: docs/hardware/internal-flash-h7rs.md, option words.
// ROTSR's "not set" value and the bits of OBW1SR that no source names are assumptions.
constexpr std::array<OptionWordInfo, kOptionWords> kWords{{
    {OptionWord::Nvsr, "NVSR", 0x200, 0xFF, 0xB4},
    {OptionWord::Rotsr, "ROTSR", 0x208, 0xFF00FFFF, 0xFF00FFFF},
    {OptionWord::Otplsr, "OTPLSR", 0x210, 0xFFFF, 0x0000},
    {OptionWord::Wrpsr, "WRPSR", 0x218, 0xFF, 0xFF},
    {OptionWord::Hdpsr, "HDPSR", 0x230, 0x00FF00FF, 0x000000FF},
    {OptionWord::Epochsr, "EPOCHSR", 0x250, 0x00FFFFFF, 0},
    // IWDG by software, no reset on Stop/Standby, IWDG runs in both, PERSO_OK; BOR off, no HSLV.
    {OptionWord::Obw1sr, "OBW1SR", 0x260, 0x200603DC, 0x100600D0},
    {OptionWord::Obw2sr, "OBW2SR", 0x268, 0x377, 0x200}, // I2C rather than I3C, 64 KiB TCMs, no SRAM ECC
}};

struct NamedOption {
    const char* name;
    OptionWord word;
    unsigned shift;
    std::uint32_t mask; // of the unshifted value
};
constexpr NamedOption kNamed[] = {
    {"NVSTATE", OptionWord::Nvsr, 0, 0xFF},       {"WRPS", OptionWord::Wrpsr, 0, 0xFF},
    {"BOR_LEVEL", OptionWord::Obw1sr, 2, 3},      {"IWDG_HW", OptionWord::Obw1sr, 4, 1},
    {"XSPI1_HSLV", OptionWord::Obw1sr, 8, 1},     {"XSPI2_HSLV", OptionWord::Obw1sr, 9, 1},
    {"VDDIO_HSLV", OptionWord::Obw1sr, 29, 1},    {"ITCM_AXI_SHARE", OptionWord::Obw2sr, 0, 7},
    {"DTCM_AXI_SHARE", OptionWord::Obw2sr, 4, 7}, {"ECC_ON_SRAM", OptionWord::Obw2sr, 8, 1},
};

constexpr std::uint32_t kOpen = 0xB4, kClosed = 0x51;

unsigned tcm_kib(std::uint32_t share) { return share == 1 ? 128 : share == 2 ? 192 : 64; }
} // namespace

const std::array<OptionWordInfo, kOptionWords>& option_words() { return kWords; }

OptionBytes::OptionBytes() {
    for (const auto& info : kWords) programmed_[unsigned(info.word)] = info.factory;
    load();
}

std::optional<std::string> OptionBytes::refuse(OptionWord word, std::uint32_t value) const {
    if (word == OptionWord::Nvsr && value != kOpen && value != kClosed)
        return fmt::format("NVSTATE 0x{:02X} is neither 0xB4 (open) nor 0x51 (closed)", value);
    if (word == OptionWord::Obw2sr && (value & 0x44)) return "bit 2 of a TCM share must stay 0";
    if (word == OptionWord::Otplsr && (programmed(word) & ~value))
        return "an OTP block lock cannot be taken back";
    if (word == OptionWord::Epochsr && value < programmed(word)) return "the epoch only counts up";
    return std::nullopt;
}

void OptionBytes::program(OptionWord word, std::uint32_t value) {
    std::uint32_t writable = kWords[unsigned(word)].writable;
    std::uint32_t& stored = programmed_[unsigned(word)];
    stored = (stored & ~writable) | (value & writable);
}

bool OptionBytes::set(const std::string& name, const std::string& value) {
    for (const auto& option : kNamed) {
        if (name != option.name) continue;
        auto parsed = parse_number(value, option.mask);
        if (option.word == OptionWord::Nvsr && value == "open") parsed = kOpen;
        if (option.word == OptionWord::Nvsr && value == "closed") parsed = kClosed;
        if (!parsed) return false;
        std::uint32_t word = programmed(option.word) & ~(option.mask << option.shift);
        word |= std::uint32_t(*parsed) << option.shift;
        if (refuse(option.word, word)) return false;
        program(option.word, word);
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
    const OptionBytes factory;
    for (const auto& option : kNamed) {
        if (name != option.name) continue;
        if (option.word == OptionWord::Nvsr) return "open (0xB4), closed (0x51)";
        std::uint32_t last = option.mask;
        while (factory.refuse(option.word, last << option.shift)) --last;
        return fmt::format("numbers from 0 to {}", last);
    }
    return std::nullopt;
}

bool OptionBytes::hslv(unsigned domain) const {
    constexpr unsigned kBit[] = {29, 8, 9};
    return loaded(OptionWord::Obw1sr) >> kBit[domain] & 1;
}

unsigned OptionBytes::itcm_kib() const { return tcm_kib(loaded(OptionWord::Obw2sr) & 7); }
unsigned OptionBytes::dtcm_kib() const { return tcm_kib(loaded(OptionWord::Obw2sr) >> 4 & 7); }

} // namespace vb
