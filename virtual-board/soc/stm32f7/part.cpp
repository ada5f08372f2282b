#include "soc/stm32f7/part.hpp"

#include <algorithm>
#include <string_view>

namespace vb::stm32f7 {

namespace {
constexpr std::size_t kNameLength = 11; // STM32F746NG
// Packages and flash sizes: ST's open pin data.
struct LineParts {
    const char* digits;
    Line line;
    std::string_view packages, sizes;
};
constexpr LineParts kLines[] = {
    {"745", Line::F74x, "VZI", "EG"},  {"746", Line::F74x, "VZIBN", "EG"}, {"750", Line::F74x, "VZN", "8"},
    {"756", Line::F74x, "VZIBN", "G"}, {"765", Line::F76x, "VZIBN", "GI"}, {"767", Line::F76x, "VZIBN", "GI"},
    {"769", Line::F76x, "IBNA", "GI"}, {"777", Line::F76x, "VZIBN", "I"},  {"779", Line::F76x, "IBNA", "I"},
};
std::uint32_t kib_of(char size) { return size == '8' ? 64 : size == 'E' ? 512 : size == 'G' ? 1024 : 2048; }
} // namespace

std::optional<Part> find_part(const std::string& name) {
    if (name.size() < kNameLength || !name.starts_with("STM32F")) return std::nullopt;
    const std::string digits = name.substr(6, 3);
    const auto line =
        std::find_if(std::begin(kLines), std::end(kLines), [&](const auto& l) { return digits == l.digits; });
    if (line == std::end(kLines) || line->packages.find(name[9]) == std::string_view::npos ||
        line->sizes.find(name[10]) == std::string_view::npos)
        return std::nullopt;
    return Part{name.substr(0, kNameLength), line->line, kib_of(name[10])};
}

std::vector<std::string> part_names() {
    std::vector<std::string> names;
    for (const LineParts& line : kLines)
        for (const char package : line.packages)
            for (const char size : line.sizes)
                names.push_back(std::string("STM32F") + line.digits + package + size);
    return names;
}

} // namespace vb::stm32f7
