#include "openocd-driver/pins/pins-answer.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/pins/names.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace xspi {

namespace {

using Mcus = std::vector<const PinnedMcu*>;

// More than these are no question about a board.
constexpr std::size_t kMostPackages = 8;

// As ST writes pins and signals; PC2_C is PC2's pad behind an analog switch.
std::string st_name(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    if (text.ends_with("_C") && read_pin(std::string_view(text).substr(0, text.size() - 2)))
        text.resize(text.size() - 2);
    return text;
}

template <typename Texts> std::string list(const Texts& texts) {
    std::string result;
    for (const auto& text : texts) result += (result.empty() ? "" : ", ") + std::string(text);
    return result;
}

std::set<std::string> beginnings(const Mcus& mcus, std::size_t length) {
    std::set<std::string> names;
    for (const PinnedMcu* mcu : mcus) names.emplace(mcu->reference.substr(0, length));
    return names;
}

// How those that begin with the first letters of a name go on: "STM32F401, STM32F405", or "STM32F0, STM32F1".
std::string continued(const Mcus& mcus, std::size_t length) {
    constexpr std::size_t kSeries = 7, kLine = 9, kMost = 40;
    auto names = beginnings(mcus, std::max(length + 2, kLine));
    if (names.size() > kMost) names = beginnings(mcus, kSeries);
    return list(names);
}

Mcus mcus_called(const std::string& name) {
    const PinData& data = PinData::all();
    const Mcus mcus = find_mcus(data, name);
    if (mcus.empty()) {
        const std::string nearest = nearest_mcu(data, name);
        throw Failure("XSPI-1201", "ST's pin data know no STM32 called `{}`; known: {}", name,
                      continued(find_mcus(data, nearest), nearest.size()));
    }
    Mcus different;
    for (const PinnedMcu* mcu : mcus)
        if (std::none_of(different.begin(), different.end(), [&](auto* one) { return one->same_pins(*mcu); }))
            different.push_back(mcu);
    if (different.size() > kMostPackages)
        throw Failure("XSPI-1202",
                      "`{}` stands for {} microcontrollers with different pins; give more of the name: {}",
                      name, mcus.size(), continued(mcus, name.size()));
    return mcus;
}

// A pin that carries a signal on at least one of the microcontrollers that were named.
struct Found {
    std::string_view signal;
    SignalPin on;
    std::vector<std::string> missing; // the references that lack it
};

bool carries(const PinnedMcu& mcu, const Found& one) {
    const auto pins = mcu.pins_of(one.signal);
    return std::any_of(pins.begin(), pins.end(),
                       [&](const SignalPin& pin) { return pin.pin == one.on.pin && pin.way == one.on.way; });
}

// The pins of one signal.
std::vector<Found> of_signal(const Mcus& mcus, std::string_view signal) {
    std::vector<Found> found;
    for (const PinnedMcu* mcu : mcus)
        for (const SignalPin& on : mcu->pins_of(signal))
            if (std::none_of(found.begin(), found.end(),
                             [&](const Found& one) { return one.on.pin == on.pin && one.on.way == on.way; }))
                found.push_back({signal, on, {}});
    for (Found& one : found)
        for (const PinnedMcu* mcu : mcus)
            if (!carries(*mcu, one)) one.missing.emplace_back(mcu->reference);
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
        return std::pair{a.on.pin.port, a.on.pin.number} < std::pair{b.on.pin.port, b.on.pin.number};
    });
    return found;
}

// By signal, then by pin.
std::vector<Found> everything(const Mcus& mcus) {
    std::vector<std::string_view> signals;
    for (const PinnedMcu* mcu : mcus)
        for (const std::string_view signal : mcu->signals())
            if (std::find(signals.begin(), signals.end(), signal) == signals.end()) signals.push_back(signal);
    std::vector<Found> found;
    for (const std::string_view signal : signals)
        for (Found& one : of_signal(mcus, signal)) found.push_back(std::move(one));
    return found;
}

std::vector<Found> called(const std::vector<Found>& all, const std::string& signal) {
    std::vector<Found> found;
    for (const Found& one : all)
        if (signal_is_called(one.signal, signal)) found.push_back(one);
    return found;
}

bool has_pin(const Mcus& mcus, Pin pin) {
    return std::any_of(mcus.begin(), mcus.end(), [&](auto* mcu) { return mcu->has_pin(pin); });
}

std::string pins_of(const std::vector<Found>& found) {
    std::set<std::string> seen;
    std::vector<std::string> pins;
    for (const Found& one : found)
        if (seen.insert(pin_text(one.on.pin)).second) pins.push_back(pin_text(one.on.pin));
    return list(pins);
}

std::set<std::string> controllers_of(const std::vector<Found>& all) {
    std::set<std::string> names;
    for (const Found& one : all) names.emplace(one.signal.substr(0, one.signal.find('_')));
    return names;
}

std::vector<Found> of_pin(const std::vector<Found>& all, const Mcus& mcus, const PinsQuestion& question,
                          Pin pin) {
    if (!has_pin(mcus, pin)) throw Failure("XSPI-1204", "{} has no pin {}", question.mcu, pin_text(pin));
    std::vector<Found> found;
    for (const Found& one : all)
        if (one.on.pin == pin) found.push_back(one);
    return found;
}

// That the pin named carries the signal named.
std::vector<Found> confirmed(const std::vector<Found>& found, const Mcus& mcus,
                             const PinsQuestion& question) {
    const std::optional<Pin> pin = read_pin(st_name(question.pin));
    if (!pin || !has_pin(mcus, *pin))
        throw Failure("XSPI-1204", "{} has no pin {}; pins that can be {}: {}", question.mcu, question.pin,
                      question.signal, pins_of(found));
    std::vector<Found> here;
    for (const Found& one : found)
        if (one.on.pin == *pin) here.push_back(one);
    if (here.empty())
        throw Failure("XSPI-1205", "{} cannot be {} on {}; pins that can: {}", pin_text(*pin),
                      question.signal, question.mcu, pins_of(found));
    return here;
}

std::vector<Found> asked(const Mcus& mcus, const PinsQuestion& question) {
    const std::vector<Found> all = everything(mcus);
    const std::string signal = st_name(question.signal);
    if (signal.empty()) return all;
    if (const auto pin = read_pin(signal); pin && question.pin.empty())
        return of_pin(all, mcus, question, *pin);
    const std::vector<Found> found = called(all, signal);
    if (found.empty())
        throw Failure("XSPI-1203",
                      "`{}` is neither a pin nor a signal of a serial memory's controller on {}; it has {}",
                      question.signal, question.mcu, list(controllers_of(all)));
    return question.pin.empty() ? found : confirmed(found, mcus, question);
}

// ---- In words

std::string note(const Found& one) {
    std::string text = way_text(one.on.way);
    if (!one.missing.empty()) text += (text.empty() ? "not on " : ", not on ") + list(one.missing);
    return text.empty() ? "" : " (" + text + ")";
}

// The pins of each signal, or the signals of the pin that was asked for.
std::string text_of(const std::vector<Found>& found, bool of_one_pin) {
    std::string text;
    std::string_view last;
    for (const Found& one : found) {
        if (of_one_pin) {
            text += fmt::format("{:<18}{}{}\n", one.signal, pin_text(one.on.pin), note(one));
            continue;
        }
        if (one.signal != last) text += fmt::format("{}{:<18}", text.empty() ? "" : "\n", one.signal);
        text += fmt::format("{}{}{}", one.signal == last ? ", " : "", pin_text(one.on.pin), note(one));
        last = one.signal;
    }
    return text.empty() || text.back() == '\n' ? text : text + "\n";
}

Json json_of(const Found& one) {
    using enum SignalWay::Kind;
    const SignalWay way = one.on.way;
    Json json{{"signal", one.signal}, {"pin", pin_text(one.on.pin)}, {"alternate_function", nullptr}};
    if (way.kind == AlternateFunction) json["alternate_function"] = way.number;
    if (way.kind == Remapped) json["remap"] = way.number;
    if (!one.missing.empty()) json["not_on"] = one.missing;
    return json;
}

} // namespace

Answer pins_answer(const PinsQuestion& question) {
    const Mcus mcus = mcus_called(question.mcu);
    const std::vector<Found> found = asked(mcus, question);
    Answer answer{{{"mcus", Json::array()}, {"pins", Json::array()}}, ""};
    for (const PinnedMcu* mcu : mcus) {
        answer.json["mcus"].push_back({{"reference", mcu->reference}, {"package", mcu->package}});
        answer.text += fmt::format("{} ({})\n", mcu->reference, mcu->package);
    }
    for (const Found& one : found) answer.json["pins"].push_back(json_of(one));
    answer.text += found.empty() ? fmt::format("{} carries no signal of a serial memory's controller\n",
                                               st_name(question.signal))
                                 : text_of(found, read_pin(st_name(question.signal)).has_value());
    return answer;
}

} // namespace xspi
