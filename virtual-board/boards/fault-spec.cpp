#include "boards/fault-spec.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace vb {

namespace {
using Kind = FaultSpec::Kind;

// "IO3" -> 3
std::optional<unsigned> line_of(const std::string& text) {
    if (text.size() != 3 || text.compare(0, 2, "IO") != 0 || text[2] < '0' || text[2] > '7')
        return std::nullopt;
    return unsigned(text[2] - '0');
}

std::optional<FaultSpec> parse_stuck(const std::string& rest) {
    auto equals = rest.find('=');
    if (equals == std::string::npos) return std::nullopt;
    auto line = line_of(rest.substr(0, equals));
    std::string level = rest.substr(equals + 1);
    if (!line || (level != "0" && level != "1")) return std::nullopt;
    return FaultSpec{Kind::Stuck, *line, 0, level == "1", 0};
}

std::optional<FaultSpec> parse_swap(const std::string& rest) {
    auto comma = rest.find(',');
    if (comma == std::string::npos) return std::nullopt;
    auto a = line_of(rest.substr(0, comma)), b = line_of(rest.substr(comma + 1));
    if (!a || !b || *a == *b) return std::nullopt;
    return FaultSpec{Kind::Swap, *a, *b, false, 0};
}

std::optional<FaultSpec> parse_sector(Kind kind, const std::string& rest) {
    char* end = nullptr;
    unsigned long address = std::strtoul(rest.c_str(), &end, 0);
    if (rest.empty() || *end || address > UINT32_MAX) return std::nullopt;
    return FaultSpec{kind, 0, 0, false, std::uint32_t(address)};
}
} // namespace

std::optional<FaultSpec> parse_fault(const std::string& spec, std::string& why) {
    auto colon = spec.find(':');
    std::string word = spec.substr(0, colon);
    std::string rest = colon == std::string::npos ? "" : spec.substr(colon + 1);
    std::optional<FaultSpec> fault;
    if (word == "stuck")
        fault = parse_stuck(rest);
    else if (word == "swap")
        fault = parse_swap(rest);
    else if (word == "dead-sector")
        fault = parse_sector(Kind::DeadSector, rest);
    else if (word == "protected-sector")
        fault = parse_sector(Kind::ProtectedSector, rest);
    else if (spec == "absent")
        fault = FaultSpec{Kind::Absent};
    else if (spec == "dqs")
        fault = FaultSpec{Kind::Dqs};
    else if (spec == "unpowered")
        fault = FaultSpec{Kind::Unpowered};
    if (!fault)
        why = fmt::format(
            "\"{}\" is none of stuck:IOn=0|1, swap:IOn,IOm, absent, dqs, unpowered, dead-sector:ADDRESS, "
            "protected-sector:ADDRESS",
            spec);
    return fault;
}

} // namespace vb
