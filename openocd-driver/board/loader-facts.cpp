#include "openocd-driver/board/loader-facts.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/number.hpp"

#include <limits>

namespace xspi {

namespace {

constexpr const char* kBytes = "a number of bytes such as 16M, 64K or 0x1000";

} // namespace

std::uint32_t byte_count(std::string_view key, const std::string& text) {
    unsigned shift = 0;
    std::string digits = text;
    if (!digits.empty() && (digits.back() == 'K' || digits.back() == 'k')) shift = 10;
    if (!digits.empty() && (digits.back() == 'M' || digits.back() == 'm')) shift = 20;
    if (shift != 0) digits.pop_back();
    const Number number = read_number(digits);
    const std::uint64_t bytes = std::uint64_t{number.value} << shift;
    if (!number.wrong.empty() || bytes == 0 || bytes > std::numeric_limits<std::uint32_t>::max())
        bad_value(key, text, kBytes);
    return std::uint32_t(bytes);
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> sector_list(const Words& words) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> sectors;
    if (words.empty())
        bad_value("sectors", "", "a size such as 64K, or counts and sizes such as 8x8K 127x64K");
    for (const std::string& word : words) {
        const std::size_t x = word.find('x', word.starts_with("0x") ? 2 : 0);
        if (x == std::string::npos) {
            if (words.size() != 1)
                bad_value("sectors", joined(words), "counts and sizes such as 8x8K 127x64K");
            return {{0, byte_count("sectors", word)}};
        }
        const Number count = read_number(word.substr(0, x));
        if (!count.wrong.empty() || count.value == 0)
            bad_value("sectors", joined(words), "counts and sizes such as 8x8K 127x64K");
        sectors.emplace_back(count.value, byte_count("sectors", word.substr(x + 1)));
    }
    return sectors;
}

LoaderFacts read_loader_words(const std::string& bank, std::uint32_t base, const Words& words) {
    LoaderFacts facts{bank, "", base};
    std::size_t at = 0;
    const auto next = [&](const char* key) {
        if (at == words.size()) bad_value(key, "", "given behind it");
        return words[at++];
    };
    while (at < words.size()) {
        const std::string key = next("flash bank");
        if (key == "loader")
            facts.file = next("loader");
        else if (key == "size")
            facts.size = byte_count("size", next("size"));
        else if (key == "sectors") {
            Words list;
            while (at < words.size() && words[at] != "size" && words[at] != "loader")
                list.push_back(words[at++]);
            facts.sectors = sector_list(list);
        } else
            throw Failure("XSPI-0115", "`{}` is no fact of flash bank {}; known: loader, size, sectors", key,
                          bank);
    }
    if (facts.file.empty()) bad_value("loader", "", "a file");
    return facts;
}

} // namespace xspi
