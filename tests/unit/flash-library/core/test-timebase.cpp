#include "flash-library/core/timebase.hpp"
#include "tests/unit/catch.hpp"

using xspi::Timebase;

TEST_CASE("Timebase makes microseconds of cycles as a division of 64 bits would") {
    const std::uint32_t hz = GENERATE(600'000'000u, 64'000'000u, 4'000'000'000u, 1'000'000u, 216'000'000u);
    const std::uint64_t cycles = GENERATE(0ull, 1ull, 599ull, 600ull, 65'535ull, 65'536ull, 0xFFFF'FFFFull,
                                          0x1'0000'0000ull, 123'456'789'012ull, 2'000'000'000'000ull);
    const Timebase timebase(hz);
    const std::uint64_t us = cycles / (hz / 1'000'000);
    CHECK(timebase.us_from_cycles(cycles) == (us > 0xFFFFFFFF ? 0xFFFFFFFF : us));
}

TEST_CASE("Timebase says 0xFFFFFFFF where the microseconds do not fit, and divides by no clock below 1 MHz") {
    CHECK(Timebase(600'000'000).us_from_cycles(~0ull) == 0xFFFFFFFF);
    CHECK(Timebase(32'768).us_from_cycles(7) == 7);
}
