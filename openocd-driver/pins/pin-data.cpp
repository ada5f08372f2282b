#include "openocd-driver/pins/pin-data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace xspi {

namespace {

// Cuts the text up to a character off, and that with it.
std::string_view cut(std::string_view& text, char end) {
    const std::size_t at = std::min(text.find(end), text.size());
    const std::string_view piece = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return piece;
}

unsigned number_of(std::string_view text, int base = 10) {
    unsigned value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

SignalWay read_way(std::string_view text) {
    using enum SignalWay::Kind;
    if (text.empty()) return {Fixed, 0};
    if (text[0] == '?') return {Unknown, 0};
    if (text[0] == 'r') return {Remapped, number_of(text.substr(1))};
    return {AlternateFunction, number_of(text)};
}

std::vector<SignalPin> read_pins(std::string_view line) {
    std::vector<SignalPin> pins;
    while (!line.empty()) {
        std::string_view way = cut(line, ' ');
        const std::string_view name = cut(way, ':');
        pins.push_back({read_pin(name).value_or(Pin{}), read_way(way)});
    }
    return pins;
}

std::map<char, std::uint32_t> read_masks(std::string_view line) {
    std::map<char, std::uint32_t> masks;
    while (!line.empty()) {
        const std::string_view word = cut(line, ' ');
        masks[word[0]] = number_of(word.substr(1), 16);
    }
    return masks;
}

std::vector<std::string_view> read_words(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) words.push_back(cut(line, ' '));
    return words;
}

std::string_view controller_of(std::string_view signal) { return signal.substr(0, signal.find('_')); }

} // namespace

std::string way_text(SignalWay way) {
    switch (way.kind) {
    case SignalWay::Kind::AlternateFunction: return fmt::format("AF{}", way.number);
    case SignalWay::Kind::Remapped: return fmt::format("remap {}", way.number);
    case SignalWay::Kind::Unknown: return "AF unknown";
    case SignalWay::Kind::Fixed: break;
    }
    return "";
}

std::optional<Pin> read_pin(std::string_view text) {
    if (text.size() < 3 || text.size() > 4 || text[0] != 'P' || text[1] < 'A' || text[1] > 'Z') return {};
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number > 31) return {};
    if (text[2] == '0' && text.size() == 4) return {};
    return Pin{text[1], std::uint8_t(number)};
}

std::string pin_text(Pin pin) { return fmt::format("P{}{}", pin.port, pin.number); }

bool PinnedMcu::has_pin(Pin pin) const {
    const auto port = bonded->find(pin.port);
    return port != bonded->end() && ((port->second >> pin.number) & 1) != 0;
}

bool PinnedMcu::has_controller(std::string_view name) const {
    return std::find(controllers->begin(), controllers->end(), name) != controllers->end();
}

std::vector<SignalPin> PinnedMcu::pins_of(std::string_view signal) const {
    std::vector<SignalPin> pins;
    if (!has_controller(controller_of(signal))) return pins;
    for (const auto& [name, candidates] : *functions) {
        if (name != signal) continue;
        for (const SignalPin& one : candidates) {
            const std::pair what{one.pin, signal};
            const bool lacks = std::find(lacking.begin(), lacking.end(), what) != lacking.end();
            if (has_pin(one.pin) && !lacks) pins.push_back(one);
        }
    }
    return pins;
}

std::vector<std::string_view> PinnedMcu::signals() const {
    std::vector<std::string_view> names;
    for (const auto& [name, candidates] : *functions)
        if (!pins_of(name).empty()) names.push_back(name);
    return names;
}

std::vector<PinSignal> PinnedMcu::signals_of(Pin pin) const {
    std::vector<PinSignal> found;
    for (const std::string_view name : signals())
        for (const SignalPin& one : pins_of(name))
            if (one.pin == pin) found.push_back({name, one.way});
    return found;
}

bool PinnedMcu::same_pins(const PinnedMcu& other) const {
    return functions == other.functions && bonded == other.bonded && controllers == other.controllers &&
           lacking == other.lacking;
}

PinData::PinData(std::string_view text) {
    SignalTable* table = nullptr;
    while (!text.empty()) {
        std::string_view line = cut(text, '\n');
        const std::string_view word = cut(line, ' ');
        if (word.empty() || word[0] == '#') continue;
        if (word == "functions") {
            table = (functions_[line] = std::make_unique<SignalTable>()).get();
        } else if (word == "bonded") {
            const std::string_view number = cut(line, ' ');
            bonded_[number] = read_masks(line);
        } else if (word == "controllers") {
            const std::string_view number = cut(line, ' ');
            controllers_[number] = read_words(line);
        } else if (word == "mcu") {
            PinnedMcu mcu;
            mcu.reference = cut(line, ' ');
            mcu.functions = functions_.at(cut(line, ' ')).get();
            mcu.bonded = &bonded_.at(cut(line, ' '));
            mcu.controllers = &controllers_.at(cut(line, ' '));
            while (line[0] == '-') {
                std::string_view signal = cut(line, ' ').substr(1);
                const std::string_view pin = cut(signal, ':');
                mcu.lacking.emplace_back(read_pin(pin).value_or(Pin{}), signal);
            }
            mcu.package = line.substr(2);
            mcus_.push_back(std::move(mcu));
        } else {
            table->emplace_back(word, read_pins(line));
        }
    }
}

const PinData& PinData::all() {
    static const PinData data(pin_data_text());
    return data;
}

} // namespace xspi
