#include "soc/pin-functions.hpp"

#include "core/number.hpp"

#include <fmt/format.h>

namespace vb {

std::optional<PadName> parse_pad(const std::string& text) {
    if (text.size() < 3 || text[0] != 'P' || text[1] < 'A' || text[1] > 'P') return std::nullopt;
    const auto pin = parse_number(std::string_view(text).substr(2), 15);
    return pin ? std::optional(PadName{text[1], unsigned(*pin)}) : std::nullopt;
}

const PinFunction* find_function(PinFunctions all, const std::string& signal, PadName pad) {
    for (const PinFunction& one : all)
        if (signal == one.signal && one.pad() == pad) return &one;
    return nullptr;
}

std::string pads_of(PinFunctions all, const std::string& signal) {
    std::string text;
    for (const PinFunction& one : all)
        if (signal == one.signal) text += fmt::format("{}P{}{}", text.empty() ? "" : ", ", one.port, one.pin);
    return text.empty() ? "none" : text;
}

} // namespace vb
