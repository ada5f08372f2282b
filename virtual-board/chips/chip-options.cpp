#include "chips/chip-options.hpp"

#include "chips/nor-chips.hpp"
#include "core/number.hpp"

#include <fmt/core.h>

#include <array>
#include <optional>

namespace vb {

namespace {
template <typename T> struct Named {
    const char* name;
    T value;
};
template <typename T, std::size_t N>
std::optional<T> choice(const Named<T> (&all)[N], const std::string& name) {
    for (const auto& one : all)
        if (name == one.name) return one.value;
    return std::nullopt;
}
template <typename T, typename U> bool take(T& to, const std::optional<U>& value) {
    if (value) to = *value;
    return value.has_value();
}

constexpr Named<Timing> kTimings[] = {
    {"typical", Timing::typical}, {"maximum", Timing::maximum}, {"worn", Timing::worn}};
constexpr Named<Protocol> kModes[] = {
    {"1S", Protocol::spi}, {"4S", Protocol::qpi}, {"8S", Protocol::octal_str}, {"8D", Protocol::octal_dtr}};
constexpr Named<NorLeftAs> kLeft[] = {{"idle", NorLeftAs::idle},
                                      {"power-down", NorLeftAs::power_down},
                                      {"erase-suspended", NorLeftAs::erase_suspended},
                                      {"program-suspended", NorLeftAs::program_suspended}};
constexpr Named<bool> kBits[] = {{"0", false}, {"1", true}};

// For people.
template <const auto& kNames> std::string names_in() {
    std::string names;
    for (const auto& one : kNames) names += fmt::format("{}{}", names.empty() ? "" : ", ", one.name);
    return names;
}
std::string parts() {
    std::string names;
    for (const std::string& name : part_names()) names += name + ", ";
    return names + "or a file with the SFDP dump of a chip";
}
std::string byte_values() { return "numbers from 0 to 0xFF"; }

// Eight bytes as 16 hexadecimal digits, the first one first.
std::optional<std::array<std::uint8_t, 8>> unique_id(const std::string& text) {
    std::array<std::uint8_t, 8> id{};
    if (text.size() != 2 * id.size() || text.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
        return std::nullopt;
    for (std::size_t i = 0; i < id.size(); ++i)
        id[i] = std::uint8_t(std::stoul(text.substr(2 * i, 2), nullptr, 16));
    return id;
}

std::optional<std::uint8_t> byte(const std::string& text) {
    const auto value = parse_number(text, 0xFF);
    return value ? std::optional(std::uint8_t(*value)) : std::nullopt;
}
} // namespace

struct ChipOptions::Option {
    const char* name;
    std::string (*values)();
    bool (*set)(ChipOptions& options, const std::string& value);
};

std::span<const ChipOptions::Option> ChipOptions::all() {
    using Self = ChipOptions;
    using Text = const std::string&;
    static const Option kAll[] = {
        {"CHIP", parts,
         [](Self& o, Text v) {
             auto part = part_named(v);
             const bool known = std::holds_alternative<NorPart>(part);
             if (known) o.set_part(std::move(std::get<NorPart>(part)));
             return known;
         }},
        {"CHIP_UNIQUE_ID", [] { return std::string("16 hexadecimal digits, the answer to 4Bh"); },
         [](Self& o, Text v) { return take(o.unique_id_, unique_id(v)); }},
        {"CHIP_TIMING", names_in<kTimings>,
         [](Self& o, Text v) { return take(o.timing_, choice(kTimings, v)); }},
        {"CHIP_STATUS", byte_values, [](Self& o, Text v) { return take(o.non_volatile_.status, byte(v)); }},
        {"CHIP_CONFIGURATION", byte_values,
         [](Self& o, Text v) { return take(o.non_volatile_.configuration, byte(v)); }},
        {"CHIP_WPSEL", names_in<kBits>,
         [](Self& o, Text v) { return take(o.non_volatile_.wpsel, choice(kBits, v)); }},
        {"CHIP_MODE", names_in<kModes>, [](Self& o, Text v) { return take(o.mode_, choice(kModes, v)); }},
        {"CHIP_LEFT", names_in<kLeft>, [](Self& o, Text v) { return take(o.left_as_, choice(kLeft, v)); }},
        {"CHIP_POWER_UP_MODE", names_in<kModes>,
         [](Self& o, Text v) { return take(o.non_volatile_.mode, choice(kModes, v)); }},
        // Whether the flash's RESET# hangs on NRST is not in ST's BSP, and the schematic was not at hand.
        {"CHIP_RESET_ON_NRST", names_in<kBits>,
         [](Self& o, Text v) { return take(o.reset_on_nrst_, choice(kBits, v)); }},
    };
    return kAll;
}

bool ChipOptions::set(const std::string& name, const std::string& value) {
    for (const Option& option : all())
        if (name == option.name) return option.set(*this, value);
    return false;
}

std::vector<std::string> ChipOptions::names() {
    std::vector<std::string> names;
    for (const Option& option : all()) names.emplace_back(option.name);
    return names;
}

std::optional<std::string> ChipOptions::values(const std::string& name) {
    for (const Option& option : all())
        if (name == option.name) return option.values();
    return std::nullopt;
}

std::unique_ptr<SerialNor> ChipOptions::make(Timeline& timeline, Violations& violations) const {
    NorPart part = part_;
    if (unique_id_) part.unique_id = *unique_id_;
    auto chip = std::make_unique<SerialNor>(std::move(part), timeline, violations, timing_);
    NorNonVolatile registers = non_volatile_;
    if (!registers.status) registers.status = delivered_.status;
    if (!registers.configuration) registers.configuration = delivered_.configuration;
    chip->set_non_volatile(registers);
    return chip;
}

} // namespace vb
