#include "soc/stm32f4/part.hpp"

#include <algorithm>
#include <string_view>

namespace vb::stm32f4 {

namespace {
constexpr std::size_t kNameLength = 11; // STM32F407VE

// docs/hardware/stm32f4.md, lines. In MHz: HCLK by scale, in over-drive, APB1 and APB2, the same in
// over-drive. QUADSPI's interrupts: ST's device headers.
constexpr stm32f::ClockLimits kLimits40x{{168, 144, 144}, {0, 0, 0}, 42, 84, 42, 84};
constexpr stm32f::ClockLimits kLimits42x{{168, 144, 120}, {180, 168, 120}, 42, 84, 45, 90};
constexpr stm32f::ClockLimits kLimits41x{{100, 84, 64}, {0, 0, 0}, 50, 100, 50, 100};
constexpr stm32f::ClockLimits kLimits401{{84, 84, 60}, {0, 0, 0}, 42, 84, 42, 84};

using enum Regulator;
constexpr Line k40x{F40x,        0x10076413, 0x411,     82,    128,        true, true,
                    "ABCDEFGHI", 3,          TwoScales, false, kLimits40x, false};
constexpr Line k42x{F42x,          0x20036419, 0x419,       91,   192,        true, true,
                    "ABCDEFGHIJK", 6,          ThreeScales, true, kLimits42x, true};
constexpr Line k46x{F46x, 0x10006434,  0x434, 93,         320,  true, true, "ABCDEFGHIJK",
                    6,    ThreeScales, true,  kLimits42x, true, 91,   90};
constexpr Line k446{F446, 0x10006421,  0x421, 97,         128,   false, true, "ABCDEFGH",
                    4,    ThreeScales, true,  kLimits42x, false, 92,    90};
constexpr Line k412{F412, 0x30006441,  0x441, 97,         256,   false, false, "ABCDEFGH",
                    5,    ThreeScales, false, kLimits41x, false, 92,    100};
constexpr Line k411{F411,     0x10006431, 0x431,       86,    128,        false, false,
                    "ABCDEH", 5,          ThreeScales, false, kLimits41x, false};
constexpr Line k401BC{F401,     0x10016423, 0x411,       85,    64,         false, false,
                      "ABCDEH", 4,          ThreeScales, false, kLimits401, false};
constexpr Line k401DE{F401,     0x10016433, 0x411,       85,    96,         false, false,
                      "ABCDEH", 4,          ThreeScales, false, kLimits401, false};

// Packages and flash sizes: ST's open pin data.
struct LineParts {
    const char* digits;
    const Line* line;
    std::string_view packages, sizes;
};
constexpr LineParts kLines[] = {
    {"405", &k40x, "ORVZ", "EG"},    {"407", &k40x, "VZI", "EG"},    {"415", &k40x, "ORVZ", "G"},
    {"417", &k40x, "VZI", "EG"},     {"427", &k42x, "VZIA", "GI"},   {"429", &k42x, "VZIBNA", "EGI"},
    {"437", &k42x, "VZIA", "GI"},    {"439", &k42x, "VZIBNA", "GI"}, {"446", &k446, "MRVZ", "CE"},
    {"469", &k46x, "VZIBNA", "EGI"}, {"479", &k46x, "VZIBNA", "GI"}, {"412", &k412, "CRVZ", "EG"},
    {"411", &k411, "CRV", "CE"},     {"401", &k401BC, "CRV", "BC"},  {"401", &k401DE, "CRV", "DE"},
};
std::uint32_t kib_of(char size) {
    switch (size) {
    case 'B': return 128;
    case 'C': return 256;
    case 'D': return 384;
    case 'E': return 512;
    case 'G': return 1024;
    default: return 2048;
    }
}
} // namespace

std::optional<Part> find_part(const std::string& name) {
    if (name.size() < kNameLength || !name.starts_with("STM32F")) return std::nullopt;
    const std::string digits = name.substr(6, 3);
    const auto line = std::find_if(std::begin(kLines), std::end(kLines), [&](const LineParts& l) {
        return digits == l.digits && l.packages.find(name[9]) != std::string_view::npos &&
               l.sizes.find(name[10]) != std::string_view::npos;
    });
    if (line == std::end(kLines)) return std::nullopt;
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

} // namespace vb::stm32f4
