#include "openocd-driver/journal/take-back.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace xspi {

namespace {

using Bytes = std::span<const std::uint8_t>;

bool all(Bytes bytes, std::uint8_t value) {
    return std::all_of(bytes.begin(), bytes.end(), [value](std::uint8_t b) { return b == value; });
}

// On the way from erased to `wanted`: no bit is 0 that is to be 1.
bool towards(Bytes found, Bytes wanted) {
    for (std::size_t i = 0; i < found.size(); i++)
        if ((found[i] & wanted[i]) != wanted[i]) return false;
    return true;
}

bool has_all_foreign(const JournalBlock& block, Bytes found) {
    return std::all_of(block.foreign.begin(), block.foreign.end(), [&](const JournalPiece& piece) {
        return std::equal(piece.bytes.begin(), piece.bytes.end(),
                          found.begin() + std::ptrdiff_t(piece.address - block.address));
    });
}

template <typename Use> void for_each_page(std::size_t size, std::uint32_t page_size, Use use) {
    for (std::size_t at = 0; at < size; at += page_size) use(at, std::min<std::size_t>(page_size, size - at));
}

// Byte values with the same number of ones are equally frequent where bits are independent. Software's are
// not: code, text, numbers and patterns are many times off. Chi-square over all such groups that are large
// enough.
struct Evenness {
    double chi_square = 0;
    unsigned freedom = 0;
};

Evenness evenness(Bytes bytes) {
    constexpr std::array<double, 9> kValues{1, 8, 28, 56, 70, 56, 28, 8, 1}; // with so many ones
    constexpr double kEnough = 5;                                            // the usual rule for chi-square
    std::array<unsigned, 256> count{};
    std::array<unsigned, 9> ones{};
    for (const std::uint8_t byte : bytes) {
        count[byte]++;
        ones[unsigned(std::popcount(byte))]++;
    }
    Evenness result;
    for (unsigned value = 0; value < 256; value++) {
        const auto group = unsigned(std::popcount(value));
        const double expected = ones[group] / kValues[group];
        if (expected >= kEnough) result.chi_square += std::pow(count[value] - expected, 2) / expected;
    }
    for (unsigned group = 1; group < 8; group++)
        if (ones[group] / kValues[group] >= kEnough) result.freedom += unsigned(kValues[group]) - 1;
    return result;
}

// Undecided bytes stand in every page; settings in an otherwise erased block do not.
bool undecided_throughout(Bytes bytes) {
    constexpr std::size_t kPiece = 256, kLeast = 32;
    bool throughout = true;
    for_each_page(bytes.size(), kPiece, [&](std::size_t at, std::size_t size) {
        const Bytes piece = bytes.subspan(at, size);
        const auto undecided =
            std::count_if(piece.begin(), piece.end(), [](std::uint8_t b) { return b != 0xFF && b != 0; });
        throughout = throughout && std::size_t(undecided) >= kLeast * size / kPiece;
    });
    return throughout;
}

} // namespace

bool looks_half_erased(Bytes bytes) {
    constexpr unsigned kLeastFreedom = 30;
    if (all(bytes, 0x00)) return true;
    if (!undecided_throughout(bytes)) return false;
    const Evenness even = evenness(bytes);
    return even.freedom >= kLeastFreedom &&
           even.chi_square < even.freedom + 8 * std::sqrt(2.0 * even.freedom);
}

BlockState judge(const JournalBlock& block, Bytes found, std::uint32_t page_size) {
    if (has_all_foreign(block, found)) return BlockState::Whole;
    std::vector<std::uint8_t> others; // neither as before the job nor on its way from erased to written
    for_each_page(found.size(), page_size, [&](std::size_t at, std::size_t size) {
        const Bytes page = found.subspan(at, size);
        const bool untouched = !block.old.empty() &&
                               std::equal(page.begin(), page.end(), block.old.begin() + std::ptrdiff_t(at));
        if (!untouched && !towards(page, Bytes(block.bytes).subspan(at, size)))
            others.insert(others.end(), page.begin(), page.end());
    });
    return others.empty() || looks_half_erased(others) ? BlockState::Lost : BlockState::Unclear;
}

std::vector<std::uint8_t> mended(const JournalBlock& block, Bytes found, std::uint32_t page_size) {
    std::vector<std::uint8_t> bytes(found.size(), 0xFF);
    // A page counts as written if all is right in it but for foreign bytes.
    std::vector<std::uint8_t> as_found(found.begin(), found.end());
    for (const JournalPiece& piece : block.foreign)
        std::copy(piece.bytes.begin(), piece.bytes.end(),
                  as_found.begin() + std::ptrdiff_t(piece.address - block.address));
    for_each_page(found.size(), page_size, [&](std::size_t at, std::size_t size) {
        const Bytes wanted = Bytes(block.bytes).subspan(at, size);
        if (std::equal(wanted.begin(), wanted.end(), as_found.begin() + std::ptrdiff_t(at)))
            std::copy(wanted.begin(), wanted.end(), bytes.begin() + std::ptrdiff_t(at));
    });
    for (const JournalPiece& piece : block.foreign)
        std::copy(piece.bytes.begin(), piece.bytes.end(),
                  bytes.begin() + std::ptrdiff_t(piece.address - block.address));
    return bytes;
}

} // namespace xspi
