#include "openocd-driver/pins/names.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace xspi {

namespace {

constexpr std::size_t kMostAfterReference = 3; // "TR", "H", and what else is printed behind an order code

// Takes one character off a reference, or "(E-G)", of which any is meant; 'x' is any character.
bool take(std::string_view& reference, char letter) {
    const bool choice = reference[0] == '(';
    const std::size_t length = choice ? reference.find(')') + 1 : 1;
    const std::string_view expected = reference.substr(0, length);
    const bool fits =
        choice ? std::isalnum(static_cast<unsigned char>(letter)) && expected.find(letter) != expected.npos
               : expected[0] == 'x' || expected[0] == letter;
    if (fits) reference.remove_prefix(length);
    return fits;
}

// How much of the name the reference explains, and whether the name goes to the reference's end.
struct Agreement {
    std::size_t length = 0;
    bool whole_reference = false, whole_name = false;
};

Agreement agreement(std::string_view reference, std::string_view name) {
    Agreement found;
    while (!reference.empty() && found.length < name.size() && take(reference, name[found.length]))
        found.length++;
    found.whole_name = found.length == name.size();
    found.whole_reference = reference.empty();
    return found;
}

std::string upper_case(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return std::toupper(c); });
    return result;
}

bool is_tail(std::string_view text) {
    return text.size() <= kMostAfterReference &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c); });
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::size_t end = 0; end != text.npos;) {
        end = text.find('_');
        words.push_back(text.substr(0, end));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return words;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "IO" is IO0 as well, "IO1" is not IO10.
bool word_is_called(std::string_view word, std::string_view name) {
    if (!word.starts_with(name)) return false;
    const std::string_view rest = word.substr(name.size());
    if (rest.empty()) return true;
    return !name.empty() && !is_digit(name.back()) && std::all_of(rest.begin(), rest.end(), is_digit);
}

} // namespace

std::vector<const PinnedMcu*> find_mcus(const PinData& data, std::string_view name) {
    const std::string wanted = upper_case(name);
    std::vector<const PinnedMcu*> beginnings, complete;
    std::size_t best = 0;
    for (const PinnedMcu& mcu : data.mcus()) {
        if (upper_case(mcu.reference) == wanted) return {&mcu};
        const Agreement found = agreement(mcu.reference, wanted);
        if (found.whole_reference && is_tail(std::string_view(wanted).substr(found.length))) {
            if (found.length > best) complete.clear();
            best = std::max(best, found.length);
            if (found.length == best) complete.push_back(&mcu);
        } else if (found.whole_name) {
            beginnings.push_back(&mcu);
        }
    }
    return complete.empty() ? beginnings : complete;
}

std::string nearest_mcu(const PinData& data, std::string_view name) {
    const std::string wanted = upper_case(name);
    std::size_t best = 0;
    for (const PinnedMcu& mcu : data.mcus()) best = std::max(best, agreement(mcu.reference, wanted).length);
    return wanted.substr(0, best);
}

bool signal_is_called(std::string_view signal, std::string_view name) {
    const auto words = words_of(signal), wanted = words_of(name);
    for (std::size_t first = 0; first + wanted.size() <= words.size(); first++) {
        const bool here = std::equal(wanted.begin(), wanted.end(), words.begin() + std::ptrdiff_t(first),
                                     [](auto a, auto b) { return word_is_called(b, a); });
        if (here) return true;
    }
    return false;
}

} // namespace xspi
