#include "openocd-driver/board/board-file.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/number.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace xspi {

namespace {

using Words = std::vector<std::string>;

constexpr double kLowestHz = 1e3, kHighestHz = 2e9; // of any frequency of a board

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

[[noreturn]] void bad_value(const std::string& key, const std::string& value, const std::string& expected) {
    throw Failure("XSPI-0112", "`{} {}` in the board's facts: expected {}", key, value, expected);
}

std::string joined(const Words& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

// "24MHz", "200 MHz" given as one or two words, "32768Hz".
std::uint32_t frequency(const std::string& key, const Words& words) {
    std::string text;
    for (const std::string& word : words) text += word;
    const double hz = words.size() > 2 ? -1 : read_frequency(text);
    if (hz < kLowestHz || hz > kHighestHz)
        bad_value(key, joined(words), "a frequency such as 24MHz, from 1kHz to 2000MHz");
    return std::uint32_t(hz + 0.5);
}

std::uint32_t number(const std::string& key, const std::string& text) {
    const Number number = read_number(text);
    if (!number.wrong.empty()) bad_value(key, text, "a 32-bit number such as 0x70000000: " + number.wrong);
    return number.value;
}

Pin pin(const std::string& key, const std::string& text) {
    const std::string name = upper(text);
    if (name.size() < 3 || name.size() > 4 || name[0] != 'P' || name[1] < 'A' || name[1] > 'P')
        bad_value(key, text, "a pin such as PN6 (0 to 15)");
    const Number n = read_number(name.substr(2));
    if (!n.wrong.empty() || n.value > 15) bad_value(key, text, "a pin such as PN6 (0 to 15)");
    return {name[1], std::uint8_t(n.value)};
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
    flash().name = keep(flash_bank_);
    facts_.flash_count = 1;
}

std::string_view BoardFile::keep(const std::string& text) {
    texts_.push_back(std::make_unique<std::string>(text));
    return *texts_.back();
}

// ---- One setter per fact
// ---------------------------------------------------------------------------------

const std::vector<BoardFile::Fact>& BoardFile::known_facts() {
    static const std::vector<Fact> facts{
        {"mcu", true, &BoardFile::set_mcu},       {"probe", false, &BoardFile::set_probe},
        {"hse", false, &BoardFile::set_hse},      {"core_supply", false, &BoardFile::set_core_supply},
        {"flash", false, &BoardFile::set_flash},  {"controller", true, &BoardFile::set_controller},
        {"mapped", true, &BoardFile::set_mapped}, {"pins", true, &BoardFile::set_pins},
        {"supply", true, &BoardFile::set_supply}, {"reset_pin", false, &BoardFile::set_reset_pin},
        {"clock", true, &BoardFile::set_clock},   {"led", false, &BoardFile::set_leds},
    };
    return facts;
}

void BoardFile::set(const std::string& key, const Words& words) {
    std::string names;
    for (const Fact& fact : known_facts()) {
        if (fact.key == key) return (this->*fact.set)(words);
        names += (names.empty() ? "" : ", ") + std::string(fact.key);
    }
    throw Failure("XSPI-0115", "`{}` is no fact of a board; there are: {}", key, names);
}

void BoardFile::set_mcu(const Words& words) { facts_.mcu = keep(upper(one("mcu", words))); }
void BoardFile::set_hse(const Words& words) { facts_.hse_hz = frequency("hse", words); }
void BoardFile::set_clock(const Words& words) { flash().clock_hz = frequency("clock", words); }
void BoardFile::set_mapped(const Words& words) {
    flash().mapped_base = number("mapped", one("mapped", words));
}

void BoardFile::set_controller(const Words& words) {
    flash().controller =
        choice<const char*>("controller", one("controller", words), {{"XSPI1", "XSPI1"}, {"XSPI2", "XSPI2"}});
}

void BoardFile::set_core_supply(const Words& words) {
    facts_.core_supply = choice<CoreSupply>("core_supply", one("core_supply", words),
                                            {{"LDO", CoreSupply::Ldo},
                                             {"SMPS", CoreSupply::Smps},
                                             {"SMPS_LDO", CoreSupply::SmpsThenLdo},
                                             {"BYPASS", CoreSupply::Bypass}});
}

void BoardFile::set_supply(const Words& words) {
    const std::string text = one("supply", words);
    const Decimal volts = read_decimal(text);
    if (!volts.is_one || !volts.rest.empty() || volts.value < 1.0 || volts.value > 5.0)
        bad_value("supply", text, "the flash supply in volts such as 1.8, from 1 to 5");
    flash().supply_mv = std::uint32_t(volts.value * 1000 + 0.5);
}

void BoardFile::set_reset_pin(const Words& words) {
    flash().reset_pin_nrst =
        choice<bool>("reset_pin", one("reset_pin", words), {{"NRST", true}, {"none", false}});
}

void BoardFile::set_probe(const Words& words) {
    if (words.empty() || words.size() > 2)
        bad_value("probe", joined(words), "a probe and perhaps its SWD clock, such as stlink 24MHz");
    probe_ = choice<const char*>("probe", words[0],
                                 {{"stlink", "stlink"}, {"jlink", "jlink"}, {"cmsis-dap", "cmsis-dap"}});
    if (words.size() == 2) swd_khz_ = frequency("probe", {words[1]}) / 1000;
}

void BoardFile::set_flash(const Words& words) {
    if (words.empty() || words.size() > 2)
        bad_value("flash", joined(words), "the bank's name and perhaps the chip's, such as ext MX25UW25645G");
    flash_bank_ = words[0];
    if (words.size() == 2) flash().chip = keep(upper(words[1]));
}

void BoardFile::set_pins(const Words& words) {
    if (words.size() % 2) bad_value("pins", words.back(), "pairs of signal and pin");
    for (std::size_t i = 0; i < words.size(); i += 2) {
        Pin& slot = flash().pins[std::size_t(signal(words[i]))];
        if (slot.connected()) throw Failure("XSPI-0114", "`pins` names {} twice", words[i]);
        slot = pin("pins", words[i + 1]);
    }
}

void BoardFile::set_leds(const Words& words) {
    if (words.size() % 2 || words.size() / 2 > kLeds)
        bad_value("led", joined(words), "up to four pairs of name and pin");
    for (std::size_t i = 0; i < words.size(); i += 2)
        facts_.leds[facts_.led_count++] = {keep(words[i]), pin("led", words[i + 1])};
}

void BoardFile::check_complete(const FactWords& words) const {
    for (const Fact& fact : known_facts()) {
        bool there =
            std::any_of(words.begin(), words.end(), [&](const auto& said) { return said.first == fact.key; });
        if (fact.required && !there)
            throw Failure("XSPI-0116", "board {} does not say `{}`", name_, fact.key);
    }
}

} // namespace xspi
