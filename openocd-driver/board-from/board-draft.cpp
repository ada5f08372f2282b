#include "openocd-driver/board-from/board-draft.hpp"

#include "openocd-driver/failure.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace xspi {

namespace {

constexpr std::string_view kBoardKeys[] = {"mcu",  "probe", "hse",    "core_clock", "core_supply",
                                           "boot", "led",   "button", "usb"};
constexpr std::string_view kFlashKeys[] = {"chip", "controller", "mapped",    "address",
                                           "pins", "supply",     "reset_pin", "clock"};

template <typename Keys> bool has(const Keys& keys, std::string_view key) {
    return std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
}

// A comment is text to Tcl as well: it counts braces there, and a backslash joins lines.
std::string comment(std::string text) {
    for (char& c : text)
        if (std::string_view("{}\\").find(c) != std::string_view::npos || (c >= 0 && c < ' ')) c = '_';
    return text;
}

// A list stands in braces.
std::string as_value(const std::string& text) {
    return text.find(' ') != text.npos && text[0] != '{' ? "{" + text + "}" : text;
}

void set(std::vector<DraftFact>& facts, const std::string& key, const std::string& value) {
    const auto same = [&](const DraftFact& fact) { return fact.key == key; };
    const auto known = std::find_if(facts.begin(), facts.end(), same);
    const DraftFact said{key, value, "as given", false};
    if (known != facts.end())
        *known = said;
    else
        facts.push_back(said);
}

bool is_open(const DraftFact& fact) { return !fact.offered && fact.value.find('?') != std::string::npos; }

std::string line(const DraftFact& fact, const std::string& indent, bool offered) {
    std::string text = indent + (offered || fact.offered ? "# " : "");
    text += fmt::format("{:<12} ", fact.key) + fact.value;
    if (fact.why.empty()) return text + "\n";
    const std::size_t width = indent.size() + 32;
    if (text.size() < width) text.resize(width, ' ');
    return text + (offered || fact.offered ? " # " : " ;# ") + comment(fact.why) + "\n";
}

std::string lines(const std::vector<DraftFact>& facts, const std::string& indent, bool offered = false) {
    std::string text;
    for (const DraftFact& fact : facts) text += line(fact, indent, offered);
    return text;
}

std::string block(const DraftFlash& flash) {
    const std::string before = flash.offered ? "    # " : "    ";
    std::string text;
    if (!flash.why.empty()) text += "    # " + comment(flash.why) + "\n";
    text += before + "flash " + flash.name + " {\n";
    text += lines(flash.facts, flash.offered ? "    #   " : "        ");
    return text + before + "}\n";
}

} // namespace

void answer(BoardDraft& draft, const std::string& words) {
    const std::size_t equals = words.find('=');
    const std::string name = words.substr(0, equals);
    const std::size_t dot = name.find('.');
    const std::string flash = dot == name.npos ? "" : name.substr(0, dot);
    const std::string key = dot == name.npos ? name : name.substr(dot + 1);
    const bool of_flash = has(kFlashKeys, key);
    if (equals == words.npos || equals + 1 == words.size() ||
        !(of_flash || (flash.empty() && has(kBoardKeys, key))))
        throw Failure("XSPI-1216",
                      "`{}` answers nothing: a fact and its value are meant, such as supply=3.3, "
                      "ext.supply=3.3 or hse=25MHz",
                      words);
    const std::string value = as_value(words.substr(equals + 1));
    if (!of_flash) {
        const bool last = key == "led" || key == "button" || key == "usb";
        set(last ? draft.last_facts : draft.facts, key, value);
        return;
    }
    bool found = false;
    for (DraftFlash& one : draft.flashes) {
        if (!flash.empty() && one.name != flash) continue;
        set(one.facts, key, value);
        found = true;
    }
    if (!found)
        throw Failure("XSPI-1216", "`{}` answers nothing: {} has no flash `{}`", words, draft.source, flash);
}

std::vector<std::string> open_facts(const BoardDraft& draft) {
    std::vector<std::string> open;
    for (const auto* facts : {&draft.facts, &draft.last_facts})
        for (const DraftFact& fact : *facts)
            if (is_open(fact)) open.push_back(fact.key);
    for (const DraftFlash& flash : draft.flashes)
        for (const DraftFact& fact : flash.facts)
            if (!flash.offered && is_open(fact)) open.push_back(fact.key + " of " + flash.name);
    return open;
}

std::string text_of(const BoardDraft& draft) {
    std::string text =
        fmt::format("# Made from {} by `xspi board-from`; see docs/adding-a-board.md for every word.\n",
                    comment(draft.source));
    if (!open_facts(draft).empty())
        text += "# That file does not say what stands as `?`: it has to be filled in.\n";
    for (const std::string& remark : draft.remarks) text += "# " + comment(remark) + "\n";
    text += "source [find xspi.cfg]\n\nxspi board " + draft.name + " {\n" + lines(draft.facts, "    ");
    for (const DraftFlash& flash : draft.flashes) text += block(flash);
    return text + lines(draft.last_facts, "    ") + "}\n";
}

std::string draft_word(std::string_view label) {
    std::string word;
    for (const char c : label) {
        const auto u = static_cast<unsigned char>(c);
        if (c == ' ' && !word.empty()) break;
        if (u < 0x80 && (std::isalnum(u) || c == '_' || c == '-')) word += c;
    }
    return word;
}

std::string draft_frequency(double hz) {
    std::string text = fmt::format("{:.6f}", std::floor(hz) / 1e6);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text + "MHz";
}

} // namespace xspi
