#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/chips/wire-driver.hpp"

#include <algorithm>
#include <numeric>

using namespace vb;
using namespace vb::test;

namespace {
constexpr Protocol kAll[] = {Protocol::spi, Protocol::octal_str, Protocol::octal_dtr};

Bytes counting(std::size_t n) {
    Bytes b(n);
    std::iota(b.begin(), b.end(), std::uint8_t(1));
    return b;
}
} // namespace

TEST_CASE("A chip as delivered is erased, unprotected and in SPI mode") {
    Bench b;
    CHECK(b.chip.array().size() == 32u << 20);
    CHECK(b.status() == 0);
    CHECK(b.wires.read(0x15, 0, 0, 0, 1)[0] == 7);
    CHECK(b.configuration2(0) == 0);
    CHECK(b.configuration2(0x300) == 0);
    CHECK(b.read(0x1FFFFF0, 16) == Bytes(16, 0xFF));
    CHECK(b.rules() == "");
}

TEST_CASE("What is programmed in one protocol is read in every other") {
    for (Protocol writing : kAll)
        for (Protocol reading : kAll) {
            Bench b;
            b.enter(writing);
            b.program(0x1000100, counting(256));
            CHECK(b.status() == 3);
            b.wait_idle();
            CHECK(b.status() == 0);
            b.reset_in_every_protocol();
            b.wires.protocol = Protocol::spi;
            b.pass(kPerMillisecond);
            b.enter(reading);
            CHECK(b.read(0x1000100, 256) == counting(256));
            CHECK(b.rules() == "");
        }
}

TEST_CASE("In 8D the bytes of each pair come swapped to a controller that expects D0 first") {
    Bench b;
    b.enter(Protocol::octal_dtr);
    b.program(0, {1, 2, 3, 4});
    b.wait_idle();
    b.wires.macronix_order = false;
    CHECK(b.read(0, 4) == Bytes{2, 1, 4, 3});
    b.program(0x100, {1, 2, 3, 4});
    b.wait_idle();
    b.wires.macronix_order = true;
    CHECK(b.read(0x100, 4) == Bytes{2, 1, 4, 3});
    CHECK(b.rules() == "");
}
