// A board's file in the making: facts, each with where it comes from, and `?` for what nobody said.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace xspi {

struct DraftFact {
    std::string key;
    std::string value;    // as it will stand in the file; "?": has to be filled in
    std::string why = {}; // a comment behind it
    bool offered = false; // only as a comment: it may be so
};
inline constexpr const char* kOpen = "?";

struct DraftFlash {
    std::string name;
    std::vector<DraftFact> facts;
    std::string why = {};
    bool offered = false;
};

struct BoardDraft {
    std::string name;
    std::string source; // the file that it is made from
    std::vector<std::string> remarks = {};
    std::vector<DraftFact> facts = {}; // before the flashes'
    std::vector<DraftFlash> flashes = {};
    std::vector<DraftFact> last_facts = {}; // behind them: LEDs, buttons, USB
};

// "supply=3.3" for every flash, "ext2.supply=1.8" for one, "hse=25MHz" for the board: said by the user, it
// takes the place of what the file says or leaves open. Throws Failure XSPI-1216.
void answer(BoardDraft& draft, const std::string& words);

// What is still `?`: "core_supply", "supply of ext".
std::vector<std::string> open_facts(const BoardDraft& draft);

std::string text_of(const BoardDraft& draft);

// What may stand as a word in a board's file: of a label only letters, digits, '_' and '-', up to the first
// blank.
std::string draft_word(std::string_view label);
std::string draft_frequency(double hz); // "60MHz"; never more than it is

} // namespace xspi
