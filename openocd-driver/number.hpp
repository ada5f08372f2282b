// Numbers as people write them into commands and boards' files: decimal, or hexadecimal with 0x. Nothing
// else, as 010 is eight to OpenOCD's own arguments and ten to Tcl.
#pragma once
#include <cstdint>
#include <string>

namespace xspi {

struct Number {
    std::uint32_t value = 0;
    std::string wrong; // why it is none, to follow "`010`: "; empty if it is one
};
Number read_number(const std::string& text);

// Decimal, with or without a fraction: "1.8". No exponent.
struct Decimal {
    double value = 0;
    std::string rest; // what follows it
    bool is_one = false;
};
Decimal read_decimal(const std::string& text);

// "200MHz", in Hz; the unit (Hz, kHz, MHz) in any case. Negative: no frequency.
double read_frequency(const std::string& text);

} // namespace xspi
