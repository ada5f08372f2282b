#include "firmware/flash-test/pattern.hpp"
#include "tests/unit/catch.hpp"

#include <map>
#include <set>
#include <vector>

using namespace firmware;

namespace {
constexpr std::uint32_t kArea = 0x01FF0000, kSize = 0x1000;

std::vector<std::uint8_t> filled(unsigned pattern, std::uint32_t address = kArea, std::size_t size = kSize) {
    std::vector<std::uint8_t> data(size);
    fill_with(pattern, address, data);
    return data;
}

// All patterns as the test programs them, each at its own 4 KiB, and what comes back of them over lines that
// are not as they should be.
template <class Spoil> std::uint32_t found_by_all(Spoil spoil) {
    std::uint32_t found = 0;
    for (unsigned pattern = 0; pattern < kPatterns; ++pattern) {
        auto data = filled(pattern, kArea + pattern * kSize);
        for (std::size_t i = 0; i < data.size(); ++i) data[i] = spoil(data[i], i);
        if (compare(pattern, kArea + pattern * kSize, data)) ++found;
    }
    return found;
}
} // namespace

TEST_CASE("A pattern is a function of the address, wherever a piece of it begins") {
    const unsigned pattern = GENERATE(0u, 3u, 8u, 12u, kAddressPattern, kNoisePattern, kNoisePattern + 1);
    const auto whole = filled(pattern);
    const auto piece = filled(pattern, kArea + 0x123, 77);
    CHECK(std::equal(piece.begin(), piece.end(), whole.begin() + 0x123));
    CHECK_FALSE(compare(pattern, kArea, whole));
}

TEST_CASE("A line that is stuck is found by several patterns, at either level") {
    const unsigned line = GENERATE(range(0u, 8u));
    CHECK(found_by_all([&](std::uint8_t byte, std::size_t) { return byte & ~(1u << line); }) >= 8);
    CHECK(found_by_all([&](std::uint8_t byte, std::size_t) { return byte | 1u << line; }) >= 8);
}

TEST_CASE("Any two lines that are exchanged, or short-circuited, are found") {
    const unsigned a = GENERATE(range(0u, 7u)), b = GENERATE(range(1u, 8u));
    if (a >= b) return;
    CHECK(found_by_all([&](std::uint8_t byte, std::size_t) {
              const unsigned bits = (byte >> a ^ byte >> b) & 1u;
              return byte ^ (bits << a | bits << b);
          }) >= 4);
    CHECK(found_by_all([&](std::uint8_t byte, std::size_t) {
              const unsigned both = byte >> a & byte >> b & 1u;
              return (byte & ~(1u << a | 1u << b)) | both << a | both << b;
          }) >= 4);
}

TEST_CASE("Bytes that are exchanged in pairs are found, and so is one clock edge that repeats the other") {
    const auto spoilt = [](unsigned pattern, auto source) {
        const auto data = filled(pattern);
        auto other = data;
        for (std::size_t i = 0; i < data.size(); ++i) other[i] = data[source(i)];
        return bool(compare(pattern, kArea, other));
    };
    std::uint32_t exchanged = 0, repeated = 0, late = 0;
    for (unsigned pattern = 0; pattern < kPatterns; ++pattern) {
        exchanged += spoilt(pattern, [](std::size_t i) { return i ^ 1; });
        repeated += spoilt(pattern, [](std::size_t i) { return i & ~std::size_t{1}; });
        late += spoilt(pattern, [](std::size_t i) { return (i + 2) % kSize; }); // one dummy cycle too many
    }
    CHECK(exchanged >= 8);
    CHECK(repeated >= 8);
    CHECK(late >= 6);
}

TEST_CASE("The address pattern holds no word twice, so that an address taken for another is found") {
    const auto data = filled(kAddressPattern, kArea, 0x10000);
    std::set<std::vector<std::uint8_t>> words;
    for (std::size_t i = 0; i < data.size(); i += 4)
        words.insert(std::vector<std::uint8_t>(data.begin() + i, data.begin() + i + 4));
    CHECK(words.size() == data.size() / 4);
    for (std::uint32_t bit = 4; bit < 0x10000; bit <<= 1) {
        const std::span<const std::uint8_t> other(data.data() + bit, 4);
        CHECK(compare(kAddressPattern, kArea, other));
    }
}

TEST_CASE("Noise of different seeds differs, and holds both levels of every line about as often") {
    CHECK(filled(12) != filled(13));
    CHECK(filled(kNoisePattern) != filled(kNoisePattern + 1));
    const auto data = filled(14);
    for (unsigned line = 0; line < 8; ++line) {
        std::size_t high = 0;
        for (const std::uint8_t byte : data) high += byte >> line & 1;
        CHECK(high > data.size() * 2 / 5);
        CHECK(high < data.size() * 3 / 5);
    }
}

TEST_CASE("A comparison names the first byte, counts all of them and gathers their bits") {
    auto data = filled(1); // 0x55
    data[0x10] ^= 0x08;
    data[0x20] ^= 0x01;
    const Mismatch m = compare(1, kArea, data);
    CHECK(m.count == 2);
    CHECK(m.address == kArea + 0x10);
    CHECK(m.expected == 0x55);
    CHECK(m.found == 0x5D);
    CHECK(m.bits == 0x09);
    CHECK(compare(kArea, filled(1), data).count == 2);
}

TEST_CASE("Blank is 0xFF and nothing else") {
    std::vector<std::uint8_t> data(64, 0xFF);
    CHECK_FALSE(compare_blank(kArea, data));
    data[63] = 0xFE;
    CHECK(compare_blank(kArea, data).address == kArea + 63);
}
