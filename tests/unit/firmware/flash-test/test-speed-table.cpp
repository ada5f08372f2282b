#include "firmware/flash-test/speed-table.hpp"
#include "flash-library/chips/mode.hpp"
#include "tests/unit/catch.hpp"

#include <string>

using namespace firmware;
using xspi::flash_test::Figures;

namespace {
std::string row(const Figures& figures, unsigned number) {
    return std::string(speed_row(figures, number).view());
}
} // namespace

TEST_CASE("Figures that were taken are lines with their unit and what the chip promises") {
    Figures f;
    f.core_hz = 600'000'000;
    f.mode = std::uint32_t(xspi::Mode::OctalDtr);
    f.single_hz = 37'500'000;
    f.fast_hz = 75'000'000;
    f.erase[0] = {4096, 25'000, 500'000, 25'270, 18};
    f.erase[1] = {65536, 256'000, 5'120'000, 256'003, 1};
    f.page_size = 256, f.page_typical_us = 152, f.page_maximum_us = 4256, f.page_us = 157;
    f.single_bytes_per_s = 4'686'834;
    f.fast_bytes_per_s = 83'912'932;
    f.mapped_bytes_per_s = 119'809'872;
    f.mapped_word_ns = 1058;
    CHECK(row(f, 0) == "erase 4 KiB: 25.2 ms (typical 25.0 ms, at most 500.0 ms), 18 times");
    CHECK(row(f, 1) == "erase 64 KiB: 256.0 ms (typical 256.0 ms, at most 5120.0 ms), 1 time");
    CHECK(row(f, 4) == "program 256 bytes: 157 us (typical 152 us, at most 4256 us)");
    CHECK(row(f, 5) == "read by commands in 1S-1S-1S at 37 MHz: 4576 KiB/s");
    CHECK(row(f, 6) == "read by commands in 8D-8D-8D at 75 MHz: 81946 KiB/s");
    f.mode = std::uint32_t(xspi::Mode::QuadIo);
    CHECK(row(f, 6) == "read by commands in 1S-4S-4S at 75 MHz: 81946 KiB/s");
    CHECK(row(f, 7) == "read through the window, uncached, at 75 MHz: 117001 KiB/s");
    CHECK(row(f, 8) == "read one word anywhere in the window: 1058 ns");
    CHECK(row(f, 9) == "core at 600 MHz");
}

TEST_CASE("A figure that was not taken is no line") {
    for (unsigned number = 0; number + 1 < kSpeedRows; ++number) CHECK(row({}, number).empty());
}
