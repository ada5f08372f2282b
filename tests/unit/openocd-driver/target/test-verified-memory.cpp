// Reading twice, writing and reading back, over a link that damages what it carries.
#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/target-session.hpp"
#include "openocd-driver/target/option-bytes.hpp"
#include "openocd-driver/target/verified-memory.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/target-fake.hpp"

#include <algorithm>

using namespace xspi;
using Catch::Matchers::ContainsSubstring;

namespace {
constexpr std::uint32_t kPlace = 0x20000100, kSize = 5000, kHurt = kPlace + 3000;

std::vector<std::uint8_t> some_bytes() {
    std::vector<std::uint8_t> bytes(kSize);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = std::uint8_t(i * 7 + i / 256);
    return bytes;
}

// Flips a bit of the byte at `at`, so many times.
auto flip(std::uint32_t at, unsigned times) {
    return [=](std::uint32_t address, std::vector<std::uint8_t>& data) mutable {
        if (at - address >= data.size() || times == 0) return;
        --times;
        data[at - address] ^= 0x20;
    };
}

std::vector<std::uint8_t> held(TargetFake& target) {
    const std::uint8_t* ram = target.ram(kPlace, kSize);
    return {ram, ram + kSize};
}
} // namespace

TEST_CASE("A damaged look does not count, be it the first or the second") {
    TargetFake target;
    const auto expected = held(target);
    std::vector<std::uint8_t> found(kSize);
    for (unsigned damaged_looks : {1u, 2u, 3u}) {
        unsigned look = 0;
        target.on_read = [&](std::uint32_t address, std::vector<std::uint8_t>& data) {
            if (kHurt - address < data.size() && ++look <= damaged_looks)
                data[kHurt - address] ^= std::uint8_t(1 << look);
        };
        read_twice(target, kPlace, found);
        CHECK(found == expected);
    }
}

TEST_CASE("RAM that is read differently each time is named by its place") {
    TargetFake target;
    std::uint8_t noise = 0;
    target.on_read = [&](std::uint32_t address, std::vector<std::uint8_t>& data) {
        if (kHurt - address < data.size()) data[kHurt - address] ^= ++noise;
    };
    std::vector<std::uint8_t> found(kSize);
    CHECK_THROWS_WITH(read_twice(target, kPlace, found), ContainsSubstring("XSPI-0327") &&
                                                             ContainsSubstring("0x20000900") &&
                                                             ContainsSubstring("`adapter speed`"));
}

TEST_CASE("What arrives damaged, or is read back damaged, is mended") {
    TargetFake target;
    const unsigned times = GENERATE(1u, 3u, 9u);
    SECTION("on its way there") { target.on_write = flip(kHurt, times); }
    SECTION("on its way back") { target.on_read = flip(kHurt, times); }
    CHECK_FALSE(write_and_compare(target, kPlace, some_bytes()));
    CHECK(held(target) == some_bytes());
}

TEST_CASE("What never arrives whole is named by its address") {
    TargetFake target;
    SECTION("on its way there") { target.on_write = flip(kHurt, 1'000'000); }
    SECTION("on its way back") { target.on_read = flip(kHurt, 1'000'000); }
    const auto difference = write_and_compare(target, kPlace, some_bytes());
    REQUIRE(difference);
    CHECK(difference->address == kHurt);
    CHECK((difference->wrote ^ difference->found) == 0x20);
    CHECK(target.now < 1000);
}

TEST_CASE("RAM is saved and put back whole over a link that damages a byte now and then") {
    TargetFake target;
    const auto before = held(target);
    {
        SavedRam ram(target);
        target.on_read = flip(kHurt, 1);
        ram.save(kPlace, kSize);
        std::fill_n(target.ram(kPlace, kSize), kSize, std::uint8_t{0});
        target.on_write = flip(kHurt, 1);
        ram.restore();
    }
    CHECK(held(target) == before);
}

TEST_CASE("RAM that cannot be put back is a failure, and the rest of it is put back") {
    TargetFake target;
    const auto before = held(target);
    SavedRam ram(target);
    ram.save(kPlace, kSize);
    std::fill_n(target.ram(kPlace, kSize), kSize, std::uint8_t{0});
    target.on_write = flip(kHurt, 1'000'000);
    CHECK_THROWS_WITH(ram.restore(), ContainsSubstring("XSPI-0328") && ContainsSubstring("`adapter speed`"));
    auto expected = before;
    expected[kHurt - kPlace] ^= 0x20;
    CHECK(held(target) == expected);
}

TEST_CASE("A register is believed when two looks agree, and one that moves by itself is not waited for") {
    TargetFake target;
    constexpr std::uint32_t kIdcode = 0x5C001000;
    target.on_read = flip(kIdcode, 1);
    CHECK(target.read_word(kIdcode) == target.device_id);
    std::uint8_t count = 0;
    target.on_read = [&](std::uint32_t, std::vector<std::uint8_t>& data) { data[0] = ++count; };
    const std::int64_t before = target.now;
    (void)target.read_word(kIdcode);
    CHECK(target.now - before < 10);
}

TEST_CASE("A register that keeps what is written is written until it does") {
    TargetFake target;
    constexpr std::uint32_t kModer = 0x58021400;
    target.on_write = flip(kModer, 1);
    target.put_word(kModer, 0x12345678);
    CHECK(target.registers.read(kModer, 4) == 0x12345678);
}
