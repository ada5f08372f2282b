#include "flash-library/devices/families.hpp"
#include "flash-library/devices/flash-connection.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/stm32f/f-boards.hpp"

using namespace xspi;

namespace {
FlashFacts on(std::string_view controller, std::uint32_t clock_hz) {
    FlashFacts flash = kF407Flash;
    flash.controller = controller;
    flash.clock_hz = clock_hz;
    return flash;
}
} // namespace

TEST_CASE("SPI1 of an F407 is brought up on its pins, NCS a GPIO output that is high before it drives") {
    RegisterFile r = f_after_reset();
    const FlashClock clock = stm32f40x::kFamily.agent_flash_clock(kF407, kF407Flash);
    REQUIRE(r.run(stm32f40x::kFamily.flash_port(kF407, kF407Flash, clock)));
    CHECK(r[0x40023830] == 1);             // AHB1ENR.GPIOAEN
    CHECK(r[0x40020000] == 0xA800A900);    // PA5 to 7 alternate, PA4 output; SWD's as before
    CHECK(r[0x40020020] == 0x55500000);    // AF5
    CHECK((r[0x40020014] & 0x10) == 0x10); // ODR
    CHECK(r[0x4002000C] == 0x64000100);    // PA4 up
    CHECK(r[0x40023844] == 1u << 12);      // APB2ENR.SPI1EN
    CHECK(r[0x40023824] == 0);             // reset released
    CHECK(std::count(r.written.begin(), r.written.end(), 0x40023824u) == 2);
    const FlashConnection c = flash_connection(stm32f40x::kFamily, kF407Flash);
    CHECK(c.kind == ControllerKind::Spi);
    CHECK(c.quirks == 0);
    CHECK(c.window_base == 0);
    CHECK(c.select_register == 0x40020018);
    CHECK(c.chip_select == 4);
}

TEST_CASE("SPI1 on the debug port's other pins takes them from JTAG") {
    FlashFacts flash = kF407Flash;
    flash.pins = {{{'B', 3}, {'B', 0}, {}, {'B', 5}, {'B', 4}}};
    RegisterFile r = f_after_reset();
    REQUIRE(r.run(stm32f40x::kFamily.flash_port(kF407, flash, {})));
    CHECK(r[0x40020400] == 0x00000A81);
    CHECK(r[0x40020420] == 0x00555000);
    CHECK(r[0x4002040C] == 0x00000001); // NJTRST's pull-up has gone
}

TEST_CASE("an SPI runs from its bus: SPI1 of an F407 at 42 MHz, SPI2 and SPI3 at 21 MHz") {
    const Family& f4 = stm32f40x::kFamily;
    const FlashClock one = f4.agent_flash_clock(kF407, on("SPI1", 42'000'000));
    CHECK(one.kernel_hz == 84'000'000);
    CHECK(one.hz == 42'000'000);
    CHECK(one.spi_hz == 10'500'000); // powers of two alone
    CHECK(f4.agent_flash_clock(kF407, on("SPI3", 21'000'000)).hz == 21'000'000);
    CHECK(f4.flash_clock(kF407, on("SPI1", 30'000'000), true).hz == 21'000'000);
    CHECK(f4.speed_grant(on("SPI2", 0)).without_hz == 21'000'000);
    CHECK_FALSE(f4.speed_grant(on("SPI2", 0)).needed());
    const Family& f7 = stm32f74x::kFamily;
    CHECK(f7.flash_clock(kDisco, on("SPI4", 54'000'000), true).hz == 54'000'000);
    CHECK(f7.flash_clock(kDisco, on("SPI2", 54'000'000), true).hz == 27'000'000);
    CHECK(f7.agent_flash_clock(kDisco, on("SPI6", 54'000'000)).hz == 45'000'000);
    CHECK(flash_connection(f7, on("SPI1", 0)).quirks == kQuirkSpiFifo);
}

TEST_CASE("QUADSPI of an F7 runs from HCLK, at most as fast as its pads allow") {
    const Family& f7 = stm32f74x::kFamily;
    CHECK(f7.agent_flash_clock(kDisco, kDiscoFlash).hz == 90'000'000);
    CHECK(f7.flash_clock(kDisco, kDiscoFlash, true).hz == 108'000'000);
    CHECK(f7.flash_clock(kDisco, kDiscoFlash, true).spi_hz == 43'200'000);
    FlashFacts low = kDiscoFlash;
    low.supply_mv = 1'800;
    CHECK(f7.flash_clock(kDisco, low, true).hz == 72'000'000); // 100 MHz at most
    RegisterFile r = f_after_reset();
    REQUIRE(r.run(f7.flash_port(kDisco, kDiscoFlash, {})));
    CHECK(r[0x40023838] == 2); // AHB3ENR.QSPIEN
    CHECK(r[0x40023818] == 0);
    CHECK(r[0x40020420] == 0x0A000900); // PB2 AF9, PB6 AF10
    CHECK(r[0x40020C24] == 0x00999000); // PD11 to PD13 AF9
    CHECK(r[0x40021020] == 0x00000900); // PE2 AF9
    const FlashConnection c = flash_connection(f7, kDiscoFlash);
    CHECK(c.controller_base == 0xA0001000);
    CHECK(c.window_base == 0x90000000);
    CHECK(c.quirks == kQuirkSampleShift);
}
