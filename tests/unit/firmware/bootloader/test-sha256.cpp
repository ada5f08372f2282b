#include "firmware/bootloader/sha256.hpp"
#include "flash-library/application/trailer.hpp"
#include "tests/unit/catch.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace {
std::string sha256(const std::string& text) {
    std::vector<std::uint32_t> words(text.size() / 4 + 1);
    std::memcpy(words.data(), text.data(), text.size());
    firmware::Sha256Words sha;
    std::size_t at = 0;
    for (; at + 16 <= text.size() / 4; at += 16) {
        std::array<std::uint32_t, 16> block;
        std::copy_n(words.begin() + static_cast<std::ptrdiff_t>(at), 16, block.begin());
        sha.block(block);
    }
    const auto digest = sha.finish(words.data() + at, static_cast<std::uint32_t>(text.size() / 4 - at),
                                   static_cast<std::uint32_t>(text.size()));
    std::string hex;
    for (const std::uint8_t byte : digest) {
        hex += "0123456789abcdef"[byte >> 4];
        hex += "0123456789abcdef"[byte & 15];
    }
    return hex;
}
} // namespace

// By sha256sum, of so many letters a: none, less than a block, too many for the length behind them, a block,
// more.
TEST_CASE("SHA-256 of whole words is what everybody else makes of them", "[bootloader]") {
    CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256(std::string(4, 'a')) == "61be55a8e2f6b4e172338bddf184d6dbee29c98853e0a0485ecee7f27b9af0b4");
    CHECK(sha256(std::string(56, 'a')) == "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
    CHECK(sha256(std::string(64, 'a')) == "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
    CHECK(sha256(std::string(1000, 'a')) ==
          "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3");
}

TEST_CASE("A trailer fits behind whole words that hold a vector table", "[bootloader]") {
    using xspi::trailer_fits;
    CHECK(trailer_fits(64, 104));
    CHECK_FALSE(trailer_fits(64, 103));
    CHECK_FALSE(trailer_fits(66, 1000));
    CHECK_FALSE(trailer_fits(60, 1000));
    CHECK_FALSE(trailer_fits(0xFFFFFFFC, 0x02000000));
    CHECK_FALSE(trailer_fits(0x02000004, 0x02000000));
}
