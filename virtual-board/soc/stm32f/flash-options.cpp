#include "soc/stm32f/flash-options.hpp"

#include "core/number.hpp"
#include "soc/stm32f/flash-registers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vb::stm32f {

namespace {
constexpr std::uint32_t kLevel0 = 0xAA, kLevel2 = 0xCC;
constexpr OptionField kRdp{"RDP", 0, flash::kRdpShift, 0xFF};

// Bits that are no options are 1 in the cells: an STM32F767 shows 0xAAFF where OPTCR has 0xAAFD.
std::uint32_t in_cells(std::uint32_t value, std::uint32_t option_bits) { return value | ~option_bits; }

std::vector<std::uint16_t> halves(const FlashKind& kind) {
    std::vector<std::uint16_t> words;
    for (std::size_t reg = 0; reg < kind.factory.size(); ++reg) {
        const std::uint32_t value = in_cells(kind.factory[reg], kind.option_bits[reg]);
        words.push_back(std::uint16_t(value));
        words.push_back(std::uint16_t(value >> 16));
    }
    return words;
}
} // namespace

FlashOptions::FlashOptions(const FlashKind& kind)
    : fields_(kind.options.begin(), kind.options.end()), bits_(kind.option_bits), sector_(halves(kind)) {
    fields_.push_back(kRdp);
}

std::uint32_t FlashOptions::loaded(unsigned reg) const {
    return (sector_.value(2 * reg) | std::uint32_t(sector_.value(2 * reg + 1)) << 16) & bits_[reg];
}

void FlashOptions::program_word(unsigned word, std::uint32_t value) {
    sector_.program(word, std::uint16_t(in_cells(value, bits_[word / 2]) >> 16 * (word % 2)));
}

void FlashOptions::program(unsigned reg, std::uint32_t value) {
    for (unsigned word : {2 * reg + 1, 2 * reg}) program_word(word, value);
}

void FlashOptions::program_half(const std::vector<std::uint32_t>& values) {
    for (unsigned word = sector_.words() / 2; word < sector_.words(); ++word)
        program_word(word, values[word / 2]);
}

const OptionField* FlashOptions::find(const std::string& name) const {
    const auto found = std::find_if(fields_.begin(), fields_.end(), [&](auto& f) { return name == f.name; });
    return found == fields_.end() ? nullptr : &*found;
}

bool FlashOptions::set(const std::string& name, const std::string& value) {
    const OptionField* field = find(name);
    const auto parsed = field ? parse_number(value, field->mask) : std::nullopt;
    if (!parsed) return false;
    const std::uint32_t others = loaded(field->reg) & ~(field->mask << field->shift);
    program(field->reg, others | std::uint32_t(*parsed) << field->shift);
    return true;
}

std::vector<std::string> FlashOptions::names() const {
    std::vector<std::string> all;
    for (const OptionField& field : fields_) all.emplace_back(field.name);
    return all;
}

std::optional<std::string> FlashOptions::values(const std::string& name) const {
    const OptionField* field = find(name);
    if (!field) return std::nullopt;
    if (name == kRdp.name) return "0xAA (level 0), 0xCC (level 2), any other byte (level 1)";
    return fmt::format("numbers from 0 to {}", field->mask);
}

std::uint32_t FlashOptions::field(const std::string& name) const {
    const OptionField* field = find(name);
    return field ? loaded(field->reg) >> field->shift & field->mask : 0;
}

Protection FlashOptions::protection(std::uint32_t optcr) {
    const std::uint32_t rdp = optcr >> flash::kRdpShift & 0xFF;
    return rdp == kLevel0 ? Protection::Level0 : rdp == kLevel2 ? Protection::Level2 : Protection::Level1;
}

} // namespace vb::stm32f
