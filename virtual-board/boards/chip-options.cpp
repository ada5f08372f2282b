#include "boards/chip-options.hpp"

#include <cstdlib>
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
template <typename T> bool take(T& to, const std::optional<T>& value) {
    if (value) to = *value;
    return value.has_value();
}

constexpr Named<const NorPart*> kParts[] = {
    {"MX25UW25645G", &kMx25uw25645g}, {"MX25UW12845G", &kMx25uw12845g}, {"MX66UW1G45G", &kMx66uw1g45g}};
constexpr Named<Timing> kTimings[] = {
    {"typical", Timing::typical}, {"maximum", Timing::maximum}, {"worn", Timing::worn}};
constexpr Named<Protocol> kModes[] = {
    {"1S", Protocol::spi}, {"8S", Protocol::octal_str}, {"8D", Protocol::octal_dtr}};
constexpr Named<NorLeftAs> kLeft[] = {{"idle", NorLeftAs::idle},
                                      {"power-down", NorLeftAs::power_down},
                                      {"erase-suspended", NorLeftAs::erase_suspended},
                                      {"program-suspended", NorLeftAs::program_suspended}};
constexpr Named<bool> kBits[] = {{"0", false}, {"1", true}};

std::optional<std::uint8_t> byte(const std::string& text) {
    char* end = nullptr;
    const unsigned long value = std::strtoul(text.c_str(), &end, 0);
    if (text.empty() || *end || value > 0xFF) return std::nullopt;
    return std::uint8_t(value);
}
} // namespace

bool ChipOptions::set(const std::string& name, const std::string& value) {
    if (name == "CHIP") return take(part_, choice(kParts, value));
    if (name == "CHIP_TIMING") return take(timing_, choice(kTimings, value));
    if (name == "CHIP_STATUS") return take(non_volatile_.status, byte(value));
    if (name == "CHIP_CONFIGURATION") return take(non_volatile_.configuration, byte(value));
    if (name == "CHIP_WPSEL") return take(non_volatile_.wpsel, choice(kBits, value));
    if (name == "CHIP_POWER_UP_MODE") return take(non_volatile_.mode, choice(kModes, value));
    if (name == "CHIP_MODE") return take(mode_, choice(kModes, value));
    if (name == "CHIP_LEFT") return take(left_as_, choice(kLeft, value));
    // Whether the flash's RESET# hangs on NRST is not in ST's BSP, and the schematic was not at hand.
    if (name == "CHIP_RESET_ON_NRST") return take(reset_on_nrst_, choice(kBits, value));
    return false;
}

std::vector<std::string> ChipOptions::names() {
    return {"CHIP",      "CHIP_TIMING", "CHIP_STATUS",        "CHIP_CONFIGURATION", "CHIP_WPSEL",
            "CHIP_MODE", "CHIP_LEFT",   "CHIP_POWER_UP_MODE", "CHIP_RESET_ON_NRST"};
}

std::unique_ptr<SerialNor> ChipOptions::make(Timeline& timeline, Violations& violations) const {
    auto chip = std::make_unique<SerialNor>(*part_, timeline, violations, timing_);
    chip->set_non_volatile(non_volatile_);
    return chip;
}

} // namespace vb
