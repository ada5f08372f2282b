#include "boards/board-description.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <set>

namespace vb {

namespace {

using Json = nlohmann::json;

constexpr const char* kSources = "sources"; // where its facts come from, for people: any object may have it

// An object of the file whose keys are taken one by one; what is left over is unknown.
class Object {
  public:
    Object(const Json& json, std::string place) : json_(json), place_(std::move(place)) {
        if (!json.is_object()) throw BoardFileError(place_ + " is not an object");
        taken_.insert(kSources);
    }

    bool has(const std::string& key) const { return json_.contains(key); }
    const Json& at(const std::string& key) {
        taken_.insert(key);
        if (!has(key)) throw BoardFileError(fmt::format("{} does not say \"{}\"", place_, key));
        return json_.at(key);
    }
    std::string text(const std::string& key) {
        const Json& value = at(key);
        if (!value.is_string()) throw BoardFileError(fmt::format("\"{}\" of {} is no text", key, place_));
        return value.get<std::string>();
    }
    bool flag(const std::string& key, bool otherwise) {
        if (!has(key)) return otherwise;
        const Json& value = at(key);
        if (!value.is_boolean())
            throw BoardFileError(fmt::format("\"{}\" of {} is neither true nor false", key, place_));
        return value.get<bool>();
    }
    unsigned number(const std::string& key, unsigned most) {
        const Json& value = at(key);
        if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most)
            throw BoardFileError(fmt::format("\"{}\" of {} is no number from 0 to {}", key, place_, most));
        return value.get<unsigned>();
    }
    template <typename T>
    T choice(const std::string& key, std::initializer_list<std::pair<const char*, T>> all) {
        const std::string word = text(key);
        std::string names;
        for (const auto& [name, value] : all) {
            if (word == name) return value;
            names += (names.empty() ? "" : ", ") + std::string(name);
        }
        throw BoardFileError(fmt::format("\"{}\" of {} is \"{}\"; it takes {}", key, place_, word, names));
    }
    PadName pad(const std::string& key) {
        if (const auto pad = parse_pad(text(key))) return *pad;
        throw BoardFileError(fmt::format("\"{}\" of {} is no pin such as PB6", key, place_));
    }
    // A list of objects, empty if the key is not there.
    std::vector<Object> list(const std::string& key) {
        std::vector<Object> objects;
        if (!has(key)) return objects;
        const Json& value = at(key);
        if (!value.is_array()) throw BoardFileError(fmt::format("\"{}\" of {} is no list", key, place_));
        for (std::size_t i = 0; i < value.size(); ++i)
            objects.emplace_back(value[i], fmt::format("{}[{}]", key, i));
        return objects;
    }
    std::vector<std::string> keys() const {
        std::vector<std::string> result;
        for (const auto& item : json_.items())
            if (item.key() != kSources) result.push_back(item.key());
        return result;
    }
    // The object's keys with their values, which are texts.
    std::map<std::string, std::string> texts() {
        std::map<std::string, std::string> result;
        for (const std::string& key : keys()) result[key] = text(key);
        return result;
    }
    Object object(const std::string& key) { return {at(key), key}; }
    void nothing_else() const {
        for (const std::string& key : keys())
            if (!taken_.contains(key))
                throw BoardFileError(fmt::format("{} does not know \"{}\"", place_, key));
    }

  private:
    const Json& json_;
    std::string place_;
    std::set<std::string> taken_;
};

constexpr unsigned kHighestHz = 100'000'000, kHighestMillivolts = 5'000;

BoardClocks clocks(Object object) {
    BoardClocks clocks;
    clocks.hse_hz = object.has("hse_hz") ? object.number("hse_hz", kHighestHz) : 0;
    clocks.hse_is_crystal = !object.flag("hse_is_generator", false);
    clocks.lse_fitted = object.flag("lse", false);
    object.nothing_else();
    return clocks;
}

std::map<std::string, unsigned> millivolts(Object object) {
    std::map<std::string, unsigned> result;
    for (const std::string& pin : object.keys()) result[pin] = object.number(pin, kHighestMillivolts);
    return result;
}

std::map<std::string, bool> resistors(Object object) {
    std::map<std::string, bool> result;
    for (const std::string& signal : object.keys())
        result[signal] = object.choice<bool>(signal, {{"up", true}, {"down", false}});
    return result;
}

constexpr unsigned kHighestByte = 0xFF;

NorNonVolatile delivered(Object object) {
    NorNonVolatile bits;
    if (object.has("status")) bits.status = std::uint8_t(object.number("status", kHighestByte));
    if (object.has("configuration"))
        bits.configuration = std::uint8_t(object.number("configuration", kHighestByte));
    object.nothing_else();
    return bits;
}

DescribedChip chip(Object object) {
    DescribedChip chip;
    chip.name = object.text("name");
    chip.part = object.text("part");
    chip.controller = object.text("controller");
    chip.pins = object.object("pins").texts();
    if (object.has("resistors")) chip.resistors = resistors(object.object("resistors"));
    chip.reset_on_nrst = object.flag("reset_on_nrst", false);
    if (object.has("delivered")) chip.delivered = delivered(object.object("delivered"));
    object.nothing_else();
    return chip;
}

DescribedLed led(Object object) {
    DescribedLed led{object.text("name"), object.pad("pin"),
                     object.choice<bool>("on", {{"high", true}, {"low", false}})};
    object.nothing_else();
    return led;
}

DescribedButton button(Object object) {
    DescribedButton button{object.text("name"), object.pad("pin"),
                           object.choice<bool>("pressed", {{"high", true}, {"low", false}}),
                           object.flag("open_when_released", false)};
    object.nothing_else();
    return button;
}

DescribedSerial serial(Object object) {
    DescribedSerial serial{object.text("usart"), object.text("tx")};
    object.nothing_else();
    return serial;
}

BoardDescription board(const std::string& name, Object file) {
    BoardDescription board;
    board.name = name;
    board.mcu = file.text("mcu");
    board.wiring.clocks = clocks(file.object("clocks"));
    board.wiring.core_supply = file.choice<CoreSupply>(
        "core_supply",
        {{"LDO", CoreSupply::Ldo}, {"SMPS", CoreSupply::Smps}, {"bypass", CoreSupply::Bypass}});
    if (file.has("millivolts")) board.wiring.millivolts = millivolts(file.object("millivolts"));
    for (Object& one : file.list("chips")) board.chips.push_back(chip(one));
    for (Object& one : file.list("leds")) board.leds.push_back(led(one));
    for (Object& one : file.list("buttons")) board.buttons.push_back(button(one));
    if (file.has("serial")) board.serial = serial(file.object("serial"));
    if (file.has("usb")) {
        Object usb = file.object("usb");
        board.usb = usb.text("controller");
        usb.nothing_else();
    }
    file.nothing_else();
    return board;
}

} // namespace

BoardDescription describe_board(const std::string& name, const std::string& text) {
    try {
        const Json json = Json::parse(text);
        return board(name, {json, "the board"});
    } catch (const Json::exception& error) { throw BoardFileError(error.what()); }
}

} // namespace vb
