#include "flash-library/devices/closed-ranges-of.hpp"
#include "flash-library/devices/families.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/stm32f/f-boards.hpp"

using namespace xspi;
using namespace xspi::stm32f74x;

static_assert(!check_facts(kFamily, kDisco));

TEST_CASE("the F746's family is found by every form of an order code") {
    for (const char* name :
         {"STM32F746NG", "STM32F746NGH6", "STM32F745VET6", "STM32F756BGT6", "STM32F750N8H6", "STM32F746ZGY6"})
        CHECK(find_family(name) == &kFamily);
    for (const char* name : {"STM32F746NI", "STM32F722ZE", "STM32F767ZI", "STM32F750NG"})
        CHECK(find_family(name) != &kFamily);
    CHECK(kFamily.identity.matches(0x10016449));
    CHECK_FALSE(kFamily.identity.matches(0x10016451));
}

TEST_CASE("the F746's memories follow the order code, and the ring is all of SRAM1") {
    const Device& device = *find_device(kDevices, "STM32F746NG");
    CHECK(internal_banks(device)[0].size == 0x100000);
    CHECK(internal_banks(*find_device(kDevices, "STM32F750N8"))[0].size == 0x10000);
    CHECK(kFamily.agent_ring(device, 0) == MemoryRegion{"SRAM1", 0x20010000, 0x3C000});
    CHECK(stack_in_ram(0x20050000, kFamily.ram_map(device, 0)));
    CHECK_FALSE(stack_in_ram(0x20050008, kFamily.ram_map(device, 0)));
}

TEST_CASE("only QUADSPI's window of an F746 is closed to the core, and it is no place for another flash") {
    const ClosedRanges closed = closed_ranges_of(kFamily);
    CHECK(closed[0].base == 0x90000000);
    CHECK(closed[0].size == 0x10000000);
    CHECK(closed[1].size == 0);
    BoardFacts board = kDisco;
    board.flashes[1] = kF407Flash;
    board.flash_count = 2;
    board.flashes[1].pins = {{{'A', 5}, {'A', 4}, {}, {'A', 7}, {'A', 6}}};
    CHECK(check_facts(board).error == FactsError::AddressTwice);
    board.flashes[1].mapped_base = 0x98000000;
    CHECK(check_facts(board).error == FactsError::AddressTaken);
    board.flashes[1].mapped_base = 0xC0000000; // SDRAM's, unless FMC has no clock
    CHECK_FALSE(check_facts(board));
    CHECK(find_occupied(kFamily.occupied, 0xC0000000, 0x10000, true) != nullptr);
}

TEST_CASE("facts that an F746 cannot meet are refused") {
    BoardFacts board = kDisco;
    board.core_clock = 220'000'000;
    CHECK(check_facts(board).error == FactsError::CoreClockWrong);
    CHECK(check_facts(board).limit == 216'000'000);
    board = kDisco;
    board.flashes[0].clock_hz = 120'000'000;
    CHECK(check_facts(board).error == FactsError::ClockTooHigh);
    CHECK(check_facts(board).limit == 108'000'000);
    board = kDisco;
    board.flashes[0].mapped_base = 0x70000000;
    CHECK(check_facts(board).error == FactsError::MappedBaseWrong);
    board = kDisco;
    board.flashes[0].pins[std::size_t(Signal::Io0)] = {'E', 7}; // bank 2
    CHECK(check_facts(board).error == FactsError::MixedPorts);
    board = kDisco;
    board.leds[0].pin = {'E', 2};
    CHECK(check_facts(board).error == FactsError::LedOnFlashPin);
}

TEST_CASE("the DISCO's pins have the alternate functions that ST's board support package uses") {
    CHECK(kPins.function("QUADSPI", Signal::Ncs, {'B', 6})->alternate_function == 10);
    CHECK(kPins.function("QUADSPI", Signal::Clk, {'B', 2})->alternate_function == 9);
    CHECK(kPins.function("QUADSPI", Signal::Io2, {'E', 2})->alternate_function == 9);
    CHECK(kPins.function("SPI2", Signal::Ncs, {'B', 4})->alternate_function == 7);
    CHECK(kPins.function("QUADSPI", Signal::Clk, {'F', 10}) == nullptr); // the F76x's
}
