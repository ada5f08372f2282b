// The values of a board's facts: words in, numbers, pins and choices out. All throw Failure XSPI-0112 or 0113
// with the fact's name.
#pragma once
#include "flash-library/devices/pin.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xspi {

using Words = std::vector<std::string>;

[[noreturn]] void bad_value(std::string_view key, const std::string& value, const std::string& expected);
std::string upper(std::string text);
std::string joined(const Words& words);
const std::string& one(std::string_view key, const Words& words);
// "24MHz", "200 MHz" given as one or two words, "32768Hz".
std::uint32_t frequency(std::string_view key, const Words& words);
std::uint32_t number(std::string_view key, const std::string& text);
Pin pin(std::string_view key, const std::string& text);
Signal signal(const std::string& text);

template <typename T> T choice(std::string_view key, const std::string& text,
                               std::initializer_list<std::pair<const char*, T>> all) {
    std::string names;
    for (const auto& [name, value] : all) {
        if (upper(text) == upper(name)) return value;
        names += names.empty() ? name : std::string(", ") + name;
    }
    bad_value(key, text, "one of " + names);
}

} // namespace xspi
