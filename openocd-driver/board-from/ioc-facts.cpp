#include "openocd-driver/board-from/ioc-facts.hpp"

#include "flash-library/devices/board-facts.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/pins/names.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace xspi {

namespace {

std::string upper_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

bool same_part(const PinnedMcu& mcu, const std::string& name) {
    const auto found = find_mcus(PinData::all(), name);
    return found.size() == 1 && found[0] == &mcu;
}

// "STM32H750VBTx" is written without what stands for temperature range.
std::string without_wildcard(const std::string& name) {
    return name.ends_with("x") ? name.substr(0, name.size() - 1) : name;
}

DraftFact hse_fact(const IocFile& ioc, const IocPin& oscillator) {
    const std::optional<double> hz = ioc.frequency("RCC.HSE_VALUE");
    const bool clock = oscillator.mode.find("Clock-Source") != std::string::npos;
    if (!hz) return {"hse", kOpen, "RCC.HSE_VALUE is not in the file, and " + oscillator.key + " is used"};
    return {"hse", draft_frequency(*hz) + (clock ? " bypass" : "")};
}

// Not every family has the choice; where it has, a wrong one costs a power cycle.
std::vector<DraftFact> core_supply_facts(const IocFile& ioc) {
    const std::string source = ioc.value("RCC.SupplySource");
    const std::pair<const char*, const char*> known[] = {{"PWR_LDO_SUPPLY", "LDO"},
                                                         {"PWR_DIRECT_SMPS_SUPPLY", "SMPS"},
                                                         {"PWR_SMPS_1V8_SUPPLIES_LDO", "SMPS_LDO"},
                                                         {"PWR_SMPS_2V5_SUPPLIES_LDO", "SMPS_LDO"},
                                                         {"PWR_EXTERNAL_SOURCE_SUPPLY", "BYPASS"}};
    for (const auto& [name, word] : known)
        if (source == name) return {{"core_supply", word}};
    if (!source.empty()) return {{"core_supply", kOpen, "RCC.SupplySource is " + source}};
    if (ioc.value("Mcu.Family") != "STM32H7") return {};
    return {{"core_supply", kOpen,
             "LDO, SMPS, SMPS_LDO or BYPASS, as wired; RCC.SupplySource is not in the file"}};
}

bool is_led(const std::string& label) {
    const std::string name = upper_case(label);
    if (name.find("OLED") != name.npos) return false;
    const bool numbered = name.starts_with("LD") && name.size() > 2 && std::isdigit(name[2]);
    return numbered || name.find("LED") != name.npos;
}

bool is_button(const std::string& label) {
    const std::string name = upper_case(label);
    for (const char* word : {"BUTTON", "BTN", "KEY"})
        if (name.find(word) != name.npos) return true;
    for (const char* word : {"B", "K", "SW", "S"}) { // and a number: B1, SW2
        const std::size_t length = std::string_view(word).size();
        if (name.starts_with(word) && name.size() > length && std::isdigit(name[length])) return true;
    }
    return false;
}

// The level while it is pressed is what its resistor does not make it.
std::string pressed_level(const IocPin& pin) {
    if (pin.pull == "GPIO_PULLDOWN") return "high";
    return pin.pull == "GPIO_PULLUP" ? "low" : kOpen;
}

// By name, as people number them.
std::string joined(std::vector<std::string> items, std::size_t most) {
    std::sort(items.begin(), items.end());
    std::string text;
    for (std::size_t i = 0; i < std::min(items.size(), most); i++) text += (i ? "  " : "") + items[i];
    return "{" + text + "}";
}

void add_leds(const IocFile& ioc, std::vector<DraftFact>& facts) {
    std::vector<std::string> items;
    for (const IocPin& pin : ioc.pins()) {
        const std::string name = draft_word(pin.label);
        if (pin.signal == "GPIO_Output" && pin.pin.connected() && !name.empty() && is_led(name))
            items.push_back(name + " " + pin_text(pin.pin));
    }
    if (!items.empty())
        facts.push_back({"led", joined(items, kLeds), "`low` behind a pin that turns it on so"});
}

void add_buttons(const IocFile& ioc, std::vector<DraftFact>& facts) {
    std::vector<std::string> known, open;
    for (const IocPin& pin : ioc.pins()) {
        const bool input = pin.signal == "GPIO_Input" || pin.signal.starts_with("GPXTI");
        const std::string name = draft_word(pin.label);
        if (!input || !pin.pin.connected() || name.empty() || !is_button(name)) continue;
        const std::string level = pressed_level(pin);
        (level == kOpen ? open : known).push_back(name + " " + pin_text(pin.pin) + " " + level);
    }
    if (!known.empty()) facts.push_back({"button", joined(known, kButtons)});
    if (!open.empty())
        facts.push_back(
            {"button", joined(open, kButtons), "high or low while pressed: not in the file", true});
}

void add_usb(const IocFile& ioc, std::vector<DraftFact>& facts) {
    std::set<std::string> cores;
    for (const IocPin& pin : ioc.pins())
        for (const char* core : {"OTG_FS", "OTG_HS"})
            if (pin.signal == std::string("USB_") + core + "_DP") cores.insert(core);
    for (const std::string& core : cores) {
        const bool first = core == *cores.begin();
        facts.push_back({"usb", core, first ? "" : "wired as well; one can be named", !first});
    }
}

} // namespace

IocMcu mcu_of(const IocFile& ioc) {
    const std::string user = ioc.value("Mcu.UserName"), name = user.empty() ? ioc.value("Mcu.Name") : user;
    const auto found = find_mcus(PinData::all(), name);
    if (found.empty())
        throw Failure("XSPI-1212", "{} is for `{}`, and ST's pin data know no such STM32", ioc.name(), name);
    IocMcu mcu{found[0], without_wildcard(name), {"mcu", without_wildcard(name)}};
    const std::string order_code = ioc.value("Mcu.CPN");
    if (found.size() > 1 || name.find('(') != name.npos) {
        mcu.fact = {"mcu", kOpen, name + " stands for several"};
    } else if (!order_code.empty() && !order_code.ends_with("x") && same_part(*found[0], order_code)) {
        mcu.name = mcu.fact.value = order_code;
    } else if (!order_code.empty() && !same_part(*found[0], order_code)) {
        mcu.fact.why = "Mcu.CPN is " + order_code;
    }
    return mcu;
}

std::vector<DraftFact> clock_and_supply_facts(const IocFile& ioc) {
    std::vector<DraftFact> facts;
    for (const IocPin& pin : ioc.pins())
        if (pin.signal == "RCC_OSC_IN") facts.push_back(hse_fact(ioc, pin));
    for (const char* key : {"RCC.CpuClockFreq_Value", "RCC.CortexFreq_Value"}) {
        const std::optional<double> hz = ioc.frequency(key);
        if (!hz || std::any_of(facts.begin(), facts.end(), [](auto& f) { return f.key == "core_clock"; }))
            continue;
        facts.push_back(
            {"core_clock", draft_frequency(*hz), "the project's; without it the highest usual one", true});
    }
    for (DraftFact& fact : core_supply_facts(ioc)) facts.push_back(std::move(fact));
    return facts;
}

std::vector<DraftFact> led_button_usb_facts(const IocFile& ioc) {
    std::vector<DraftFact> facts;
    add_leds(ioc, facts);
    add_buttons(ioc, facts);
    add_usb(ioc, facts);
    return facts;
}

} // namespace xspi
