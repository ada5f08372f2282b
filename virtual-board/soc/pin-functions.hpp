// Which signal of a peripheral comes out on which pad, by which alternate function.
#pragma once
#include <optional>
#include <span>
#include <string>

namespace vb {

struct PadName {
    char port; // 'A'..'P'
    unsigned pin;
    bool operator==(const PadName&) const = default;
};
std::optional<PadName> parse_pad(const std::string& text); // "PN6"

// One row of ST's open pin data.
struct PinFunction {
    const char* signal; // "XSPIM_P2_IO3"
    char port;
    unsigned pin, af;
    PadName pad() const { return {port, pin}; }
};
using PinFunctions = std::span<const PinFunction>;

// Null: that pad does not carry the signal.
const PinFunction* find_function(PinFunctions all, const std::string& signal, PadName pad);
// For people: "PB6, PB10, PG6"; "none" if there is no pad.
std::string pads_of(PinFunctions all, const std::string& signal);

} // namespace vb
