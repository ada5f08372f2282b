#include "openocd-driver/board/board-file.hpp"

#include "openocd-driver/failure.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <set>

namespace xspi {

namespace {

using Words = std::vector<std::string>;

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

[[noreturn]] void bad_value(const std::string& key, const std::string& value, const std::string& expected) {
    throw Failure("XSPI-0112", "`{} {}` in the board's facts: expected {}", key, value, expected);
}

// "24MHz", "200 MHz" given as one or two words, "32768Hz".
std::uint32_t frequency(const std::string& key, const Words& words) {
    std::string text;
    for (const std::string& word : words) text += word;
    char* end = nullptr;
    double value = std::strtod(text.c_str(), &end);
    std::string unit = upper(end);
    double scale = unit == "HZ" ? 1 : unit == "KHZ" ? 1e3 : unit == "MHZ" ? 1e6 : 0;
    if (end == text.c_str() || scale == 0 || value < 0 || value * scale > 2e9)
        bad_value(key, text, "a frequency such as 24MHz");
    return std::uint32_t(value * scale + 0.5);
}

std::uint32_t number(const std::string& key, const std::string& text) {
    char* end = nullptr;
    unsigned long long value = std::strtoull(text.c_str(), &end, 0);
    if (text.empty() || *end != '\0' || value > 0xFFFFFFFFull)
        bad_value(key, text, "a 32-bit number such as 0x70000000");
    return std::uint32_t(value);
}

Pin pin(const std::string& key, const std::string& text) {
    std::string name = upper(text);
    char* end = nullptr;
    if (name.size() < 3 || name[0] != 'P' || name[1] < 'A' || name[1] > 'P')
        bad_value(key, text, "a pin such as PN6");
    unsigned long n = std::strtoul(name.c_str() + 2, &end, 10);
    if (*end != '\0' || n > 15) bad_value(key, text, "a pin such as PN6 (0 to 15)");
    return {name[1], std::uint8_t(n)};
}

Signal signal(const std::string& text) {
    for (std::size_t i = 0; i < kSignals; i++)
        if (signal_name(Signal(i)) == upper(text)) return Signal(i);
    bad_value("pins", text, "a signal: CLK, NCS, DQS, IO0 to IO7");
}

template <typename T> T choice(const std::string& key, const std::string& text,
                               std::initializer_list<std::pair<const char*, T>> all) {
    std::string names;
    for (const auto& [name, value] : all) {
        if (upper(text) == upper(name)) return value;
        names += names.empty() ? name : std::string(", ") + name;
    }
    bad_value(key, text, "one of " + names);
}

const std::string& one(const std::string& key, const Words& words) {
    if (words.size() != 1)
        throw Failure("XSPI-0113", "`{}` in the board's facts takes one value, not {}", key, words.size());
    return words[0];
}

const std::set<std::string> kRequired{"mcu", "controller", "mapped", "pins", "supply"};

} // namespace

BoardFile::BoardFile(const std::string& name, const std::string& body) : name_(name) {
    facts_.name = keep(name);
    FactWords words = read_facts(name, body);
    std::set<std::string> seen;
    for (const auto& [key, values] : words) {
        if (!seen.insert(key).second)
            throw Failure("XSPI-0114", "`{}` stands twice in the facts of board {}", key, name);
        set(key, values);
    }
    check_complete(words);
}

std::string_view BoardFile::keep(const std::string& text) {
    texts_.push_back(std::make_unique<std::string>(text));
    return *texts_.back();
}

void BoardFile::set(const std::string& key, const Words& words) {
    if (key == "mcu")
        facts_.mcu = keep(upper(one(key, words)));
    else if (key == "hse")
        facts_.hse_hz = frequency(key, words);
    else if (key == "clock")
        facts_.clock_hz = frequency(key, words);
    else if (key == "mapped")
        facts_.mapped_base = number(key, one(key, words));
    else if (key == "controller")
        facts_.controller = choice<Controller>(key, one(key, words),
                                               {{"XSPI1", Controller::Xspi1}, {"XSPI2", Controller::Xspi2}});
    else if (key == "core_supply")
        facts_.core_supply = choice<CoreSupply>(key, one(key, words),
                                                {{"LDO", CoreSupply::Ldo},
                                                 {"SMPS", CoreSupply::Smps},
                                                 {"SMPS_LDO", CoreSupply::SmpsThenLdo},
                                                 {"BYPASS", CoreSupply::Bypass}});
    else if (key == "supply") {
        char* end = nullptr;
        double volts = std::strtod(one(key, words).c_str(), &end);
        if (*end != '\0' || volts < 1.0 || volts > 5.0)
            bad_value(key, words[0], "the flash supply in volts such as 1.8");
        facts_.supply_mv = std::uint32_t(volts * 1000 + 0.5);
    } else if (key == "reset_pin")
        facts_.reset_pin_nrst = choice<bool>(key, one(key, words), {{"NRST", true}, {"none", false}});
    else if (key == "probe") {
        if (words.empty() || words.size() > 2)
            bad_value(key, "", "a probe and perhaps its SWD clock, such as stlink 24MHz");
        probe_ = choice<const char*>(key, words[0],
                                     {{"stlink", "stlink"}, {"jlink", "jlink"}, {"cmsis-dap", "cmsis-dap"}});
        if (words.size() == 2) swd_khz_ = frequency(key, {words[1]}) / 1000;
    } else if (key == "flash") {
        if (words.empty() || words.size() > 2)
            bad_value(key, "", "the bank's name and perhaps the chip's, such as ext MX25UW25645G");
        flash_bank_ = words[0];
        if (words.size() == 2) facts_.flash = keep(words[1]);
    } else if (key == "pins") {
        if (words.size() % 2) bad_value(key, words.back(), "pairs of signal and pin");
        for (std::size_t i = 0; i < words.size(); i += 2) {
            Pin& slot = facts_.pins[std::size_t(signal(words[i]))];
            if (slot.connected()) throw Failure("XSPI-0114", "`pins` names {} twice", words[i]);
            slot = pin(key, words[i + 1]);
        }
    } else if (key == "led") {
        if (words.size() % 2 || words.size() / 2 > kLeds)
            bad_value(key, "", "up to four pairs of name and pin");
        for (std::size_t i = 0; i < words.size(); i += 2)
            facts_.leds[facts_.led_count++] = {keep(words[i]), pin(key, words[i + 1])};
    } else {
        throw Failure(
            "XSPI-0115",
            "`{}` is no fact of a board; there are: mcu, probe, hse, core_supply, flash, controller, mapped, "
            "pins, supply, reset_pin, clock, led",
            key);
    }
}

void BoardFile::check_complete(const FactWords& words) const {
    for (const std::string& key : kRequired) {
        bool there =
            std::any_of(words.begin(), words.end(), [&](const auto& fact) { return fact.first == key; });
        if (!there) throw Failure("XSPI-0116", "board {} does not say `{}`", name_, key);
    }
}

} // namespace xspi
