// The two boards with an STM32F407VE: their wires.
#include "core/board.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/boards/swd-host.hpp"

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kRcc = 0x40023800, kGpioA = 0x40020000, kGpioB = 0x40020400, kGpioE = 0x40021000,
                        kSpi1 = 0x40013000;

struct Bench {
    std::unique_ptr<Board> board;
    explicit Bench(const char* name) : board(make_board(name)) {
        constexpr std::uint8_t spin[] = {0x00, 0x00, 0x01, 0x20, 0x09, 0x00, 0x00, 0x08, 0xfe, 0xe7};
        std::copy(std::begin(spin), std::end(spin), board->internal_flash().bytes.begin());
    }
    SwdHost on() {
        board->power_on();
        SwdHost swd(*board);
        swd.store(kRcc + 0x30, 0x00100013, 0); // GPIOA, B, E
        swd.store(kRcc + 0x44, 1u << 12, 0);   // SPI1
        return swd;
    }
    bool on(const char* led) const {
        for (const LedState& one : board->leds())
            if (one.name == led) return one.on;
        FAIL("no such LED");
        return false;
    }
};

void change(SwdHost& swd, std::uint32_t address, std::uint32_t clear, std::uint32_t set) {
    swd.store(address, (swd.load(address, 0).value_or(0) & ~clear) | set, 0);
}
void output(SwdHost& swd, std::uint32_t gpio, unsigned pin) {
    change(swd, gpio, 3u << 2 * pin, 1u << 2 * pin);
}
// Alternate function 5, without a pull: PB4 is pulled up at reset.
void alternate(SwdHost& swd, std::uint32_t gpio, unsigned pin) {
    change(swd, gpio + 0x20, 0xFu << 4 * pin, 5u << 4 * pin);
    change(swd, gpio + 0x0C, 3u << 2 * pin, 0);
    change(swd, gpio + 0x08, 0, 3u << 2 * pin);
    change(swd, gpio, 3u << 2 * pin, 2u << 2 * pin);
}

// RDID over SPI1, byte by byte; NSS by the port.
std::uint32_t identification(SwdHost& swd, std::uint32_t gpio, unsigned pin) {
    swd.store(gpio + 0x18, 1u << pin, 0);
    output(swd, gpio, pin);
    swd.store(kSpi1, 1u << 9 | 1u << 8 | 1u << 2 | 1u << 6, 0); // SSM, SSI, MSTR, SPE
    swd.store(gpio + 0x18, 1u << (pin + 16), 0);
    std::uint32_t id = 0;
    for (std::uint32_t byte : {0x9Fu, 0u, 0u, 0u}) {
        swd.store(kSpi1 + 0xC, byte, 0);
        swd.pass(10 * kPerMicrosecond);
        id = id << 8 | (swd.load(kSpi1 + 0xC, 0).value_or(0) & 0xFF);
    }
    swd.store(gpio + 0x18, 1u << pin, 0);
    return id & 0xFFFFFF;
}
} // namespace

TEST_CASE("The chip of the Black STM32F407VE answers on PB3, PB4, PB5 and PB0") {
    Bench b("black-f407ve");
    CHECK(b.board->part() == "STM32F407VE");
    SwdHost swd = b.on();
    for (unsigned pin : {3u, 4u, 5u}) alternate(swd, kGpioB, pin);
    CHECK(identification(swd, kGpioB, 0) == 0xEF4015);
    CHECK(b.board->external_flashes()[0].memory.bytes.size() == 2u << 20);
    CHECK(b.board->violations().all().empty());
}

TEST_CASE("The chip of the STM32F407VE with a W25Q64JV answers on PA5, PA6, PA7 and PA4") {
    Bench b("f407ve-w25q64");
    SwdHost swd = b.on();
    for (unsigned pin : {5u, 6u, 7u}) alternate(swd, kGpioA, pin);
    CHECK(identification(swd, kGpioA, 4) == 0xEF4017);
    CHECK(b.board->external_flashes()[0].memory.bytes.size() == 8u << 20);
    CHECK(b.board->violations().all().empty());
}

TEST_CASE("An LED that is on at a low level lights when its pad drives that, and only then") {
    Bench b("black-f407ve");
    SwdHost swd = b.on();
    CHECK_FALSE(b.on("D2"));
    output(swd, kGpioA, 6); // ODR is 0
    CHECK((b.on("D2") && !b.on("D3")));
    swd.store(kGpioA + 0x18, 1u << 6, 0);
    CHECK_FALSE(b.on("D2"));
    change(swd, kGpioA, 3u << 12, 0); // an input again
    CHECK_FALSE(b.on("D2"));
    CHECK(b.board->leds()[0].toggles == 2);
}

TEST_CASE("The buttons of the Black STM32F407VE close to ground and to 3V3") {
    Bench b("black-f407ve");
    REQUIRE((b.board->press_button("K0") && b.board->press_button("WK_UP")));
    SwdHost swd = b.on();
    change(swd, kGpioE + 0x0C, 0xF << 6, 5u << 6); // PE3, PE4 pulled up
    CHECK((swd.load(kGpioE + 0x10, 0).value_or(0) & 0x18) == 0x08);
    CHECK((swd.load(kGpioA + 0x10, 0).value_or(0) & 1) == 1);
}
