#include "soc/stm32h74x/part.hpp"

#include <string_view>

namespace vb::stm32h74x {

namespace {
constexpr std::size_t kNameLength = 11; // STM32H743VI
// SYSCFG_PKGR by the letter of the package; from memory of RM0433, unchecked.
std::uint32_t package_code(char package) {
    switch (package) {
    case 'Z': return 0x2;
    case 'I': return 0x5;
    case 'B':
    case 'X': return 0x8;
    default: return 0;
    }
}
} // namespace

std::optional<Part> find_part(const std::string& name) {
    if (name.size() < kNameLength || !name.starts_with("STM32H7")) return std::nullopt;
    const std::string line = name.substr(7, 2);
    const char package = name[9], size = name[10];
    if (std::string_view("VZIBXA").find(package) == std::string_view::npos) return std::nullopt;
    Part part;
    part.name = name.substr(0, kNameLength);
    part.package = package_code(package);
    const bool has_both_sizes = line == "42" || line == "43";
    if (size == 'G' && has_both_sizes)
        part.flash.sectors = 4;
    else if (size == 'B' && line == "50")
        part.flash = {1, 1};
    else if (size != 'I' || (!has_both_sizes && line != "53"))
        return std::nullopt;
    if (line == "42") { // 48 KiB in D2, of which the split is from memory of RM0433, unchecked
        part.axi_kib = 384;
        part.sram_kib[0] = 32;
        part.sram_kib[1] = 16;
        part.sram_kib[2] = 0;
    }
    return part;
}

std::vector<std::string> part_names() {
    std::vector<std::string> names;
    for (const char* line : {"42", "43", "50", "53"})
        for (const char* package : {"V", "Z", "I"})
            for (const char* size : {"B", "G", "I"}) {
                const std::string name = std::string("STM32H7") + line + package + size;
                if (find_part(name)) names.push_back(name);
            }
    return names;
}

} // namespace vb::stm32h74x
