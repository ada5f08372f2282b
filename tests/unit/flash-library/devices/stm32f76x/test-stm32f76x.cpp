#include "flash-library/devices/families.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/stm32f/f-boards.hpp"

using namespace xspi;
using namespace xspi::stm32f76x;

static_assert(!check_facts(kFamily, kNucleoF767));

TEST_CASE("the F767's family is found by every form of an order code") {
    for (const char* name :
         {"STM32F767ZI", "STM32F767ZIT6", "STM32F765VGH6", "STM32F777NIH6", "STM32F769AIY6", "STM32F779BIT6"})
        CHECK(find_family(name) == &kFamily);
    CHECK(kFamily.identity.matches(0x10016451));
    CHECK_FALSE(kFamily.identity.matches(0x10016449));
}

TEST_CASE("the F767's internal flash is one bank of OpenOCD's, whose sectors nDBANK decides") {
    const Device& device = *find_device(kDevices, "STM32F767ZIT6");
    CHECK(internal_banks(device)[0] == MemoryRegion{"internal flash", 0x08000000, 0x200000});
    CHECK(internal_banks(device)[1].size == 0);
    CHECK(kFamily.internal_flash.layout.address == 0x40023C14);
    CHECK(kFamily.internal_flash.layout.mask == 1u << 29);
    CHECK(kFamily.internal_flash.sectors_differ);
}

TEST_CASE("the F767's ring is all of SRAM1, behind a DTCM of 128 KiB") {
    const Device& device = *find_device(kDevices, "STM32F767ZIT6");
    CHECK(kFamily.agent_ring(device, 0) == MemoryRegion{"SRAM1", 0x20020000, 0x5C000});
    CHECK(stack_in_ram(0x20080000, kFamily.ram_map(device, 0)));
    CHECK_FALSE(stack_in_ram(0x20080008, kFamily.ram_map(device, 0)));
}

TEST_CASE("an F767 has pins for SPI1, SPI6 and QUADSPI that an F746 has not") {
    CHECK(kPins.function("SPI1", Signal::Io0, {'D', 7})->alternate_function == 5);
    CHECK(kPins.function("SPI6", Signal::Ncs, {'A', 15})->alternate_function == 7);
    CHECK(kPins.function("QUADSPI", Signal::Clk, {'F', 10})->alternate_function == 9);
    CHECK(kPins.function("QUADSPI", Signal::Ncs, {'B', 10})->alternate_function == 9);
}
