#include "chips/nor-chips.hpp"

#include "chips/eeprom-parts.hpp"
#include "chips/nor-parts.hpp"
#include "chips/sfdp-part.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

namespace vb {
namespace {

struct Named {
    const char* name;
    NorPart (*make)();
};
constexpr Named kParts[] = {
    {"MX25UW25645G", [] { return kMx25uw25645g; }},
    {"MX25UW12845G", [] { return kMx25uw12845g; }},
    {"MX66UW1G45G", [] { return kMx66uw1g45g; }},
    {"W25Q64JV", w25q64jv},
    {"W25Q64JV-IM", w25q64jv_im},
    {"W25Q64FV", w25q64fv},
    {"W25Q128JV", w25q128jv},
    {"W25Q256JV", w25q256jv},
    {"W25Q512JV", w25q512jv},
    {"N25Q128A", n25q128a},
    {"MT25QL128ABA", mt25ql128aba},
    {"SST26VF064B", sst26vf064b},
};

} // namespace

std::vector<std::string> part_names() {
    std::vector<std::string> names;
    for (const Named& one : kParts) names.emplace_back(one.name);
    for (std::string& name : eeprom_names()) names.push_back(std::move(name));
    return names;
}

std::variant<NorPart, std::string> part_named(const std::string& text) {
    for (const Named& one : kParts)
        if (text == one.name) return one.make();
    if (auto eeprom = eeprom_named(text)) return std::move(*eeprom);
    std::error_code error;
    const std::filesystem::path path(text);
    std::ifstream file(path, std::ios::binary);
    if (!std::filesystem::is_regular_file(path, error) || !file) {
        std::string names;
        for (const std::string& name : part_names()) names += (names.empty() ? "" : ", ") + name;
        return fmt::format(
            "VB-CHIP-001: {} is neither a part that is modelled ({}) nor a file with an SFDP dump "
            "that can be read.",
            text, names);
    }
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    auto dump = read_sfdp_dump(content);
    if (auto* wrong = std::get_if<std::string>(&dump)) return std::move(*wrong);
    return part_from_sfdp(std::get<SfdpDump>(dump), path.stem().string());
}

std::variant<std::unique_ptr<SerialNor>, std::string>
make_nor_chip(const std::string& text, Timeline& timeline, Violations& violations, Timing timing) {
    auto part = part_named(text);
    if (auto* wrong = std::get_if<std::string>(&part)) return std::move(*wrong);
    return std::make_unique<SerialNor>(std::move(std::get<NorPart>(part)), timeline, violations, timing);
}

} // namespace vb
