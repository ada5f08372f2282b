#include "openocd-driver/board/board-file.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/number.hpp"

#include <algorithm>

namespace xspi {

namespace {

constexpr const char* kShortForm = "ext"; // the bank's name where the file gives none

bool is_block(const Words& words) {
    return words.size() == 2 && words[1].find_first_of(" \t\n") != std::string::npos;
}

// The short form: what a flash is described by stands beside the board's own facts.
bool has_block(const FactWords& words) {
    return std::any_of(words.begin(), words.end(),
                       [](const auto& fact) { return fact.first == "flash" && is_block(fact.second); });
}

// Whether the short form says anything of a flash: a board may have none.
bool has_flash_fact(const FactWords& words) {
    constexpr std::string_view kOfFlash[] = {"flash", "controller", "mapped",    "address",
                                             "pins",  "supply",     "reset_pin", "clock"};
    return std::any_of(words.begin(), words.end(), [&](const auto& fact) {
        return std::find(std::begin(kOfFlash), std::end(kOfFlash), fact.first) != std::end(kOfFlash);
    });
}

} // namespace

BoardFile::BoardFile(const std::string& name, const std::string& body) : name_(name) {
    facts_.name = keep(name);
    const FactWords words = read_facts(name, body);
    blocks_ = has_block(words);
    if (!blocks_) begin_flash(kShortForm);
    Seen seen;
    read(words, "board " + name, seen, !blocks_);
    require(board_facts(), "board " + name, seen);
    if (blocks_) return;
    if (!has_flash_fact(words)) {
        facts_.flash_count = 0;
        return;
    }
    require(flash_facts(), "board " + name, seen);
    require_place("board " + name, seen);
}

void BoardFile::read(const FactWords& words, const std::string& what, Seen& seen, bool in_flash) {
    for (const auto& [key, values] : words) {
        const bool block = key == "flash" && is_block(values);
        if (!seen.insert(block ? key + " " + values[0] : key).second)
            throw Failure("XSPI-0114", "`{}` is given twice in the facts of {}", key, what);
        if (block)
            read_block(values[0], values[1]);
        else
            set(key, values, what, in_flash);
    }
}

void BoardFile::read_block(const std::string& name, const std::string& contents) {
    const std::string what = "flash " + name + " of board " + name_;
    const FactWords words = read_facts(name_, contents);
    if (read_loader(name, words, what)) return;
    begin_flash(name);
    Seen seen;
    for (const auto& [key, values] : words) {
        if (!seen.insert(key).second)
            throw Failure("XSPI-0114", "`{}` is given twice in the facts of {}", key, what);
        set(key, values, what, true);
    }
    require(flash_facts(), what, seen);
    require_place(what, seen);
}

bool BoardFile::read_loader(const std::string& name, const FactWords& words, const std::string& what) {
    const auto is_loader = [](const auto& fact) { return fact.first == "loader"; };
    if (std::none_of(words.begin(), words.end(), is_loader)) return false;
    LoaderFacts loader{name};
    Seen seen;
    for (const auto& [key, values] : words) {
        if (!seen.insert(key).second)
            throw Failure("XSPI-0114", "`{}` is given twice in the facts of {}", key, what);
        if (key == "loader")
            loader.file = one(key, values);
        else if (key == "mapped")
            loader.base = number(key, one(key, values));
        else if (key == "size")
            loader.size = byte_count(key, joined(values));
        else if (key == "sectors")
            loader.sectors = sector_list(values);
        else
            throw Failure(
                "XSPI-0115",
                "`{}` is not a fact of {}, which a loader programs; known: loader, mapped, size, sectors",
                key, what);
    }
    loaders_.push_back(std::move(loader));
    return true;
}

void BoardFile::begin_flash(const std::string& name) {
    if (facts_.flash_count == kFlashes)
        throw Failure("XSPI-0112", "`flash {}` in the board's facts: a board has at most {} flashes", name,
                      kFlashes);
    facts_.flashes[facts_.flash_count++].name = keep(name);
}

std::string_view BoardFile::keep(const std::string& text) {
    texts_.push_back(std::make_unique<std::string>(text));
    return *texts_.back();
}

// ---- One setter per fact
// ---------------------------------------------------------------------------------

const std::vector<BoardFile::Fact>& BoardFile::board_facts() {
    static const std::vector<Fact> facts{
        {"mcu", true, &BoardFile::set_mcu},
        {"probe", false, &BoardFile::set_probe},
        {"hse", false, &BoardFile::set_hse},
        {"core_clock", false, &BoardFile::set_core_clock},
        {"core_supply", false, &BoardFile::set_core_supply},
        {"flash", false, &BoardFile::set_flash},
        {"led", false, &BoardFile::set_leds},
        {"button", false, &BoardFile::set_buttons},
        {"usb", false, &BoardFile::set_usb},
        {"boot", false, &BoardFile::set_boot},
    };
    return facts;
}

const std::vector<BoardFile::Fact>& BoardFile::flash_facts() {
    static const std::vector<Fact> facts{
        {"chip", false, &BoardFile::set_chip},
        {"controller", true, &BoardFile::set_controller},
        {"mapped", false, &BoardFile::set_mapped},
        {"address", false, &BoardFile::set_address},
        {"pins", true, &BoardFile::set_pins},
        {"supply", true, &BoardFile::set_supply},
        {"reset_pin", false, &BoardFile::set_reset_pin},
        {"clock", true, &BoardFile::set_clock},
    };
    return facts;
}

void BoardFile::set(const std::string& key, const Words& words, const std::string& what, bool in_flash) {
    const bool short_form = in_flash && !blocks_;
    std::string names;
    const auto try_table = [&](const std::vector<Fact>& table) {
        for (const Fact& fact : table) {
            if (short_form && fact.key == "chip") continue; // it stands behind the bank's name
            if (fact.key == key) {
                (this->*fact.set)(words);
                return true;
            }
            names += (names.empty() ? "" : ", ") + std::string(fact.key);
        }
        return false;
    };
    if (short_form || !in_flash)
        if (try_table(board_facts())) return;
    if (in_flash && try_table(flash_facts())) return;
    throw Failure("XSPI-0115", "`{}` is not a fact of {}; known: {}", key, what, names);
}

void BoardFile::require(const std::vector<Fact>& facts, const std::string& what, const Seen& seen) const {
    for (const Fact& fact : facts)
        if (fact.required && !seen.contains(std::string(fact.key)))
            throw Failure("XSPI-0116", "{} lacks `{}`", what, fact.key);
}

// One says where the controller maps the chip, the other where a chip appears that none maps.
void BoardFile::require_place(const std::string& what, const Seen& seen) const {
    if (!seen.contains("mapped") && !seen.contains("address"))
        throw Failure("XSPI-0116", "{} lacks `mapped` (or `address`, where its controller maps nothing)",
                      what);
    if (seen.contains("mapped") && seen.contains("address"))
        throw Failure("XSPI-0114", "{} has both `mapped` and `address`: one of them", what);
}

void BoardFile::set_mcu(const Words& words) { facts_.mcu = keep(upper(one("mcu", words))); }
void BoardFile::set_hse(const Words& words) {
    facts_.hse_bypass = words.size() > 1 && words.back() == "bypass";
    facts_.hse_hz = frequency("hse", {words.begin(), words.end() - (facts_.hse_bypass ? 1 : 0)});
}
void BoardFile::set_core_clock(const Words& words) { facts_.core_clock = frequency("core_clock", words); }
void BoardFile::set_usb(const Words& words) { facts_.usb = keep(upper(one("usb", words))); }
void BoardFile::set_boot(const Words& words) { facts_.boot_address = number("boot", one("boot", words)); }

void BoardFile::set_core_supply(const Words& words) {
    facts_.core_supply = choice<CoreSupply>("core_supply", one("core_supply", words),
                                            {{"LDO", CoreSupply::Ldo},
                                             {"SMPS", CoreSupply::Smps},
                                             {"SMPS_LDO", CoreSupply::SmpsThenLdo},
                                             {"BYPASS", CoreSupply::Bypass}});
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
    if (blocks_)
        bad_value("flash", joined(words), "a block, as the board's other flash has one: flash NAME { … }");
    flash().name = keep(words[0]);
    if (words.size() == 2) flash().chip = keep(upper(words[1]));
}

void BoardFile::set_leds(const Words& words) {
    constexpr const char* kForm = "name and pin, and `low` where that turns it on, up to four times";
    for (std::size_t i = 0; i < words.size();) {
        if (i + 1 == words.size() || facts_.led_count == kLeds) bad_value("led", joined(words), kForm);
        Led led{keep(words[i]), pin("led", words[i + 1])};
        i += 2;
        if (i < words.size() && (words[i] == "low" || words[i] == "high"))
            led.active_high = words[i++] == "high";
        facts_.leds[facts_.led_count++] = led;
    }
}

void BoardFile::set_buttons(const Words& words) {
    if (words.size() % 3 || words.size() / 3 > kButtons)
        bad_value("button", joined(words),
                  "name, pin and the level while it is pressed, such as K1 PC13 high, up to four times");
    for (std::size_t i = 0; i < words.size(); i += 3)
        facts_.buttons[facts_.button_count++] = {
            keep(words[i]), pin("button", words[i + 1]),
            choice<bool>("button", words[i + 2], {{"high", true}, {"low", false}})};
}

// ---- Of a flash
// ------------------------------------------------------------------------------------------

void BoardFile::set_chip(const Words& words) { flash().chip = keep(upper(one("chip", words))); }
void BoardFile::set_clock(const Words& words) { flash().clock_hz = frequency("clock", words); }
void BoardFile::set_mapped(const Words& words) {
    flash().mapped_base = number("mapped", one("mapped", words));
}
void BoardFile::set_address(const Words& words) {
    flash().mapped_base = number("address", one("address", words));
}
void BoardFile::set_controller(const Words& words) {
    flash().controller = keep(upper(one("controller", words)));
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

void BoardFile::set_pins(const Words& words) {
    if (words.size() % 2) bad_value("pins", words.back(), "pairs of signal and pin");
    for (std::size_t i = 0; i < words.size(); i += 2) {
        Pin& slot = flash().pins[std::size_t(signal(words[i]))];
        if (slot.connected()) throw Failure("XSPI-0114", "`pins` names {} twice", words[i]);
        slot = pin("pins", words[i + 1]);
    }
}

} // namespace xspi
