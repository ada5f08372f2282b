#include "openocd-driver/board-from/ioc-file.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/pins/pin-data.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <tuple>

namespace xspi {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool of_low_power(std::string_view key) {
    return key.starts_with("CONF") && key.size() > 4 && is_digit(key[4]);
}

// "PC14" of "PC14-OSC32_IN (OSC32_IN)", "PA13(JTMS/SWDIO)", "PC2_C", "PA11 [PA9]".
Pin pin_of(std::string_view key) {
    std::size_t end = 2;
    if (key.size() <= end) return {};
    while (end < key.size() && is_digit(key[end])) end++;
    const bool ends = end == key.size() ||
                      std::string_view(" -([").find(key[end]) != std::string_view::npos ||
                      key.substr(end) == "_C";
    return ends ? read_pin(key.substr(0, end)).value_or(Pin{}) : Pin{};
}

std::string* place_of(IocPin& pin, std::string_view property) {
    if (property == "Signal") return &pin.signal;
    if (property == "Mode") return &pin.mode;
    if (property == "GPIO_Label") return &pin.label;
    if (property == "GPIO_PuPd" || property == "GPIO_Pu") return &pin.pull;
    return nullptr;
}

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

std::optional<long> one_number(std::string_view text) {
    text = without_blanks(text);
    const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    if (hexadecimal) text.remove_prefix(2);
    long value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
    if (text.empty() || text[0] == '-' || error != std::errc() || end != text.data() + text.size()) return {};
    return value;
}

} // namespace

std::optional<long> sum_of(std::string_view text) {
    long sum = 0, sign = 1;
    for (;;) {
        const std::size_t end = std::min(text.find_first_of("+-"), text.size());
        const std::optional<long> value = one_number(text.substr(0, end));
        if (!value || *value > 1'000'000'000) return {};
        sum += sign * *value;
        if (end == text.size()) return sum;
        sign = text[end] == '-' ? -1 : 1;
        text.remove_prefix(end + 1);
    }
}

// Those of ports in order, then the others.
bool IocPin::operator<(const IocPin& other) const {
    return std::tuple(!pin.connected(), pin.port, pin.number, std::string_view(key)) <
           std::tuple(!other.pin.connected(), other.pin.port, other.pin.number, std::string_view(other.key));
}

IocFile::IocFile(const std::string& text, const std::string& name) : name_(name), properties_(text, name) {
    if (value("Mcu.Name").empty() && value("Mcu.UserName").empty())
        throw Failure("XSPI-1211", "{} is no .ioc of STM32CubeMX: it names no microcontroller (Mcu.Name)",
                      name);
    std::map<std::string, IocPin> pins;
    for (const auto& [key, text_of_key] : properties_.all()) {
        const std::size_t dot = key.rfind('.');
        if (dot == key.npos || of_low_power(key)) continue;
        const std::string place = key.substr(0, dot);
        IocPin& pin = pins[place];
        if (std::string* field = place_of(pin, std::string_view(key).substr(dot + 1))) *field = text_of_key;
        pin.key = place;
        pin.pin = pin_of(place);
    }
    for (auto& [key, pin] : pins)
        if (!pin.signal.empty()) pins_.push_back(std::move(pin));
    std::sort(pins_.begin(), pins_.end());
}

std::string IocFile::value(const std::string& key) const { return properties_.value(key).value_or(""); }

bool IocFile::has_value(const std::string& instance, std::string_view beginning) const {
    const std::string first = instance + ".";
    return std::any_of(properties_.all().begin(), properties_.all().end(), [&](const auto& entry) {
        return entry.first.starts_with(first) && entry.second.starts_with(beginning);
    });
}

std::optional<long> IocFile::number(const std::string& key) const { return sum_of(value(key)); }

std::optional<double> IocFile::frequency(const std::string& key) const {
    const std::string text = value(key);
    double hz = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), hz);
    if (error != std::errc() || end != text.data() + text.size() || !(hz >= 1)) return {};
    return std::floor(hz + 0.5);
}

} // namespace xspi
