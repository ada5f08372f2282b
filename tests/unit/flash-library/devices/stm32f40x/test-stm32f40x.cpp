#include "flash-library/devices/families.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/stm32f/f-boards.hpp"

using namespace xspi;
using namespace xspi::stm32f40x;

static_assert(!check_facts(kFamily, kF407));

TEST_CASE("the F407's family is found by every form of an order code, and no other F4") {
    for (const char* name :
         {"STM32F407VE", "STM32F407VET6", "STM32F407VETx", "STM32F405RGT6", "STM32F415OGY6", "STM32F417IGH6"})
        CHECK(find_family(name) == &kFamily);
    for (const char* name : {"STM32F407VC", "STM32F405RE", "STM32F411RE", "STM32F427VG", "STM32F207VE"})
        CHECK(find_family(name) != &kFamily);
    CHECK(find_device(kDevices, "STM32F407IG")->package == "LQFP176");
}

TEST_CASE("an F407 answers with its id, or in revision A with that of an F2") {
    CHECK(kFamily.identity.matches(0x10076413));
    CHECK(kFamily.identity.matches(0x20006411));
    CHECK_FALSE(kFamily.identity.matches(0x10006419));
    CHECK_FALSE(kFamily.identity.matches(0));
}

TEST_CASE(
    "the F407's RAM and flash are as large as its order code says, the ring clear of agent and work area") {
    const Device& device = *find_device(kDevices, "STM32F407VET6");
    CHECK(internal_banks(device)[0] == MemoryRegion{"internal flash", 0x08000000, 0x80000});
    CHECK(internal_banks(*find_device(kDevices, "STM32F405RG"))[0].size == 0x100000);
    const MemoryRegion ring = kFamily.agent_ring(device, 0);
    CHECK(ring.base == 0x2000C000);
    CHECK(ring.base + ring.size == 0x20020000);
    CHECK(stack_in_ram(0x20020000, kFamily.ram_map(device, 0)));
    CHECK(stack_in_ram(0x10010000, kFamily.ram_map(device, 0)));
    CHECK_FALSE(stack_in_ram(0x20020008, kFamily.ram_map(device, 0)));
}

TEST_CASE("a flash of an F407 lies where nothing is, or an FSMC bank only while FSMC has its clock") {
    BoardFacts board = kF407;
    for (const std::uint32_t free : {0x60000000u, 0x90000000u, 0x9F000000u, 0xC0000000u}) {
        board.flashes[0].mapped_base = free;
        CHECK_FALSE(check_facts(board));
    }
    for (const std::uint32_t taken :
         {0x08000000u, 0x10000000u, 0x20020000u, 0x22000000u, 0x42000000u, 0xA0000000u, 0xE0000000u}) {
        board.flashes[0].mapped_base = taken;
        CHECK(check_facts(board).error == FactsError::AddressTaken);
    }
    CHECK(find_occupied(kOccupied, 0x90000000, 0x10000, true)->clock.address == 0x40023838);
    CHECK(find_occupied(kOccupied, 0xC0000000, 0x10000, true) == nullptr);
}

TEST_CASE("facts that an F407 cannot meet are refused") {
    BoardFacts board = kF407;
    board.hse_hz = 30'000'000;
    CHECK(check_facts(board).error == FactsError::HseOutOfRange);
    CHECK(check_facts(board).limit == 26'000'000);
    board = kF407;
    board.core_clock = 180'000'000;
    CHECK(check_facts(board).error == FactsError::CoreClockWrong);
    CHECK(check_facts(board).limit == 168'000'000);
    board = kF407;
    board.core_supply = CoreSupply::Smps;
    CHECK(check_facts(board).error == FactsError::CoreSupplyWrong);
    board = kF407;
    board.flashes[0].clock_hz = 50'000'000;
    CHECK(check_facts(board).error == FactsError::ClockTooHigh);
    CHECK(check_facts(board).limit == 42'000'000);
    board.flashes[0].clock_hz = 42;
    CHECK(check_facts(board).error == FactsError::ClockTooLow);
    board = kF407;
    board.flashes[0].controller = "QUADSPI";
    CHECK(check_facts(board).error == FactsError::UnknownController);
    board = kF407;
    board.flashes[0].pins[0] = {'B', 10};
    CHECK(check_facts(board).error == FactsError::PinCannot);
    CHECK(check_facts(board).alternatives.count == 2);
}

TEST_CASE("an F407's board needs no flash of its own") {
    BoardFacts board = kF407;
    board.flash_count = 0;
    CHECK_FALSE(check_facts(board));
}
