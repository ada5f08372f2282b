#include "openocd-driver/board/fact-words.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/number.hpp"

#include <algorithm>
#include <cctype>

namespace xspi {

namespace {

constexpr double kLowestHz = 1e3, kHighestHz = 2e9; // of any frequency of a board

} // namespace

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

void bad_value(std::string_view key, const std::string& value, const std::string& expected) {
    throw Failure("XSPI-0112", "`{} {}` in the board's facts: expected {}", key, value, expected);
}

std::string joined(const Words& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

const std::string& one(std::string_view key, const Words& words) {
    if (words.size() != 1)
        throw Failure("XSPI-0113", "`{}` in the board's facts takes one value, not {}", key, words.size());
    return words[0];
}

std::uint32_t frequency(std::string_view key, const Words& words) {
    std::string text;
    for (const std::string& word : words) text += word;
    const double hz = words.size() > 2 ? -1 : read_frequency(text);
    if (hz < kLowestHz || hz > kHighestHz)
        bad_value(key, joined(words), "a frequency such as 24MHz, from 1kHz to 2000MHz");
    return std::uint32_t(hz + 0.5);
}

std::uint32_t number(std::string_view key, const std::string& text) {
    const Number number = read_number(text);
    if (!number.wrong.empty()) bad_value(key, text, "a 32-bit number such as 0x70000000: " + number.wrong);
    return number.value;
}

Pin pin(std::string_view key, const std::string& text) {
    const std::string name = upper(text);
    if (name.size() < 3 || name.size() > 4 || name[0] != 'P' || name[1] < 'A' || name[1] > 'P')
        bad_value(key, text, "a pin such as PN6 (0 to 15)");
    const Number n = read_number(name.substr(2));
    if (!n.wrong.empty() || n.value > 15) bad_value(key, text, "a pin such as PN6 (0 to 15)");
    return {name[1], std::uint8_t(n.value)};
}

// By either kind of controller's names.
Signal signal(const std::string& text) {
    const std::string name = upper(text);
    for (std::size_t i = 0; i < kSignals; i++)
        if (signal_name(Signal(i)) == name || spi_signal_name(Signal(i)) == name) return Signal(i);
    if (name == "NSS" || name == "CS") return Signal::Ncs;
    bad_value("pins", text, "a signal: CLK, NCS, DQS, IO0 to IO7, or of an SPI SCK, MOSI, MISO, NCS");
}

} // namespace xspi
