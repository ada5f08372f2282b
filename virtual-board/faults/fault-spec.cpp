#include "faults/fault-spec.hpp"

#include "core/number.hpp"
#include "program/duration.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace vb {

namespace {
using Kind = FaultSpec::Kind;
using Parsed = std::optional<FaultSpec>;

// "IO3" -> 3
std::optional<unsigned> line_of(const std::string& text) {
    if (text.size() != 3 || text.compare(0, 2, "IO") != 0 || text[2] < '0' || text[2] > '7')
        return std::nullopt;
    return unsigned(text[2] - '0');
}

std::optional<std::uint32_t> number_of(const std::string& text) {
    const auto value = parse_number(text, UINT32_MAX);
    return value ? std::optional(std::uint32_t(*value)) : std::nullopt;
}

std::optional<bool> level_of(const std::string& text) {
    if (text != "0" && text != "1") return std::nullopt;
    return text == "1";
}

// What stands before and after the first `mark`; without one there is nothing after it.
std::pair<std::string, std::string> split(const std::string& text, char mark) {
    const auto at = text.find(mark);
    if (at == std::string::npos) return {text, ""};
    return {text.substr(0, at), text.substr(at + 1)};
}

Parsed parse_stuck(Kind kind, const std::string& rest) {
    const auto [name, value] = split(rest, '=');
    const auto line = line_of(name);
    const auto level = level_of(value);
    if (!line || !level) return std::nullopt;
    FaultSpec fault{kind};
    fault.line = *line;
    fault.level = *level;
    return fault;
}

Parsed parse_swap(Kind kind, const std::string& rest) {
    const auto [one, other] = split(rest, ',');
    const auto a = line_of(one), b = line_of(other);
    if (!a || !b || *a == *b) return std::nullopt;
    FaultSpec fault{kind};
    fault.line = *a;
    fault.other_line = *b;
    return fault;
}

Parsed parse_sector(Kind kind, const std::string& rest) {
    const auto address = number_of(rest);
    if (!address) return std::nullopt;
    FaultSpec fault{kind};
    fault.address = *address;
    return fault;
}

// ADDRESS:BIT=0|1
Parsed parse_bit(Kind kind, const std::string& rest, unsigned bytes) {
    const auto [place, value] = split(rest, '=');
    const auto [base, number] = split(place, ':');
    const auto address = number_of(base), bit = number_of(number);
    const auto level = level_of(value);
    if (!address || *address % bytes || !bit || *bit >= 8 * bytes || !level) return std::nullopt;
    FaultSpec fault{kind};
    fault.address = *address;
    fault.bit = *bit;
    fault.level = *level;
    return fault;
}

Parsed parse_register_bit(Kind kind, const std::string& rest) { return parse_bit(kind, rest, 4); }
Parsed parse_weak_bit(Kind kind, const std::string& rest) { return parse_bit(kind, rest, 1); }

// "#3", "#3.5", "#int3", "#int3.5"
Parsed parse_operation(Kind kind, const std::string& text) {
    std::string rest = text;
    const auto take = [&rest](std::string_view text, bool at_end) {
        const bool there = at_end ? rest.ends_with(text) : rest.starts_with(text);
        if (there) rest.erase(at_end ? rest.size() - text.size() : 0, text.size());
        return there;
    };
    if (!take("#", false)) return std::nullopt;
    FaultSpec fault{kind};
    fault.internal = take("int", false);
    fault.operation.middle = take(".5", true);
    const auto number = number_of(rest);
    if (!number || *number == 0) return std::nullopt;
    fault.operation.number = *number;
    return fault;
}

Parsed parse_flip(Kind kind, const std::string& rest) {
    const auto [place, behind] = split(rest, ':');
    const auto [number, times] = split(behind, ':');
    FaultSpec fault{kind};
    fault.flip.lasts = times.ends_with('+');
    std::optional<std::uint32_t> first = 1;
    if (behind.find(':') != std::string::npos)
        first = number_of(times.substr(0, times.size() - std::size_t(fault.flip.lasts)));
    const auto address = number_of(place), bit = number_of(number);
    if (!address || !bit || *bit > 7 || !first || *first == 0) return std::nullopt;
    fault.flip.address = *address;
    fault.flip.bit = *bit;
    fault.flip.first = *first;
    return fault;
}

Parsed parse_noise(Kind kind, const std::string& rest) {
    const auto [first_word, behind] = split(rest, ':');
    const auto [rate, range] = split(behind, ':');
    const auto seed = number_of(first_word), bytes = number_of(rate);
    if (!seed || !bytes || *bytes == 0) return std::nullopt;
    FaultSpec fault{kind};
    fault.noise.seed = *seed;
    fault.noise.bytes = *bytes;
    if (behind.find(':') == std::string::npos) return fault;
    const auto [from, to] = split(range, '-');
    const auto first = number_of(from), last = number_of(to);
    if (!first || !last || *first > *last) return std::nullopt;
    fault.noise.first = *first;
    fault.noise.last = *last;
    return fault;
}

Parsed parse_moment(Kind kind, const std::string& rest) {
    const auto at = parse_duration(rest);
    if (!at) return parse_operation(kind, rest);
    FaultSpec fault{kind};
    fault.at = *at;
    return fault;
}

// A transfer of a program at the USB host instead of an operation.
Parsed parse_transfer(Kind kind, const std::string& rest) {
    auto fault = parse_moment(kind, rest);
    return fault && fault->internal ? std::nullopt : fault;
}

struct Form {
    const char* word;
    const char* operand; // "": none
    Kind kind;
    Parsed (*parse)(Kind, const std::string& rest);
};
constexpr Form kForms[] = {
    {"stuck", "IOn=0|1", Kind::Stuck, parse_stuck},
    {"swap", "IOn,IOm", Kind::Swap, parse_swap},
    {"absent", "", Kind::Absent, nullptr},
    {"dqs", "", Kind::Dqs, nullptr},
    {"unpowered", "", Kind::Unpowered, nullptr},
    {"dead-sector", "ADDRESS", Kind::DeadSector, parse_sector},
    {"protected-sector", "ADDRESS", Kind::ProtectedSector, parse_sector},
    {"weak-bit", "ADDRESS:BIT=0|1", Kind::WeakBit, parse_weak_bit},
    {"flip-read", "ADDRESS:BIT[:N|:N+]", Kind::FlipRead, parse_flip},
    {"flip-write", "ADDRESS:BIT[:N|:N+]", Kind::FlipWrite, parse_flip},
    {"noise-read", "SEED:BYTES[:FIRST-LAST]", Kind::NoiseRead, parse_noise},
    {"noise-write", "SEED:BYTES[:FIRST-LAST]", Kind::NoiseWrite, parse_noise},
    {"stuck-bit", "REGISTER:BIT=0|1", Kind::RegisterBit, parse_register_bit},
    {"no-halt", "", Kind::NoHalt, nullptr},
    {"nrst-low", "", Kind::NrstLow, nullptr},
    {"reset-at", "TIME|#[int]N[.5]", Kind::ResetAt, parse_moment},
    {"no-supply", "", Kind::NoSupply, nullptr},
    {"supply-lost", "TIME|#[int]N[.5]", Kind::SupplyLost, parse_moment},
    {"swd", "", Kind::Swd, nullptr},
    {"unplug", "TIME|#[int]N[.5]", Kind::Unplug, parse_moment},
    {"usb-unplug", "TIME|#N[.5]", Kind::UsbUnplug, parse_transfer},
    {"pause", "#[int]N[.5]", Kind::Pause, parse_operation},
    {"second-probe", "", Kind::SecondProbe, nullptr},
};

std::string all_forms() {
    std::string text;
    for (const Form& form : kForms)
        text += fmt::format("{}{}{}{}", text.empty() ? "" : ", ", form.word, *form.operand ? ":" : "",
                            form.operand);
    return text;
}
} // namespace

std::optional<FaultSpec> parse_fault(const std::string& spec, std::string& why) {
    const bool has_operand = spec.find(':') != std::string::npos;
    const auto [word, rest] = split(spec, ':');
    Parsed fault;
    for (const Form& form : kForms) {
        if (word != form.word || has_operand != (form.parse != nullptr)) continue;
        fault = form.parse ? form.parse(form.kind, rest) : FaultSpec{form.kind};
    }
    if (!fault) why = fmt::format("\"{}\" is none of {}", spec, all_forms());
    return fault;
}

} // namespace vb
