#include "flash-library/devices/families.hpp"
#include "flash-library/devices/flash-connection.hpp"
#include "flash-library/devices/stm32h74x/family.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/stm32h74x/weact-facts.hpp"

using namespace xspi;
using namespace xspi::stm32h74x;

static_assert(!check_facts(kFamily, kWeAct));
static_assert(kFamily.flash_port(kWeAct, kWeActFlash, kFamily.agent_flash_clock(kWeAct, kWeActFlash)).count >
              0);

namespace {
const Device& device(std::string_view name) {
    const Device* found = find_device(kDevices, name);
    REQUIRE(found != nullptr);
    return *found;
}

struct Expected {
    Signal signal;
    Pin pin;
    std::uint8_t alternate_function;
};
} // namespace

TEST_CASE("the H743's family is found by every form of an order code") {
    for (const char* name : {"STM32H743VI", "STM32H743VIT6", "STM32H743VIT6TR", "STM32H743VITx",
                             "STM32H750VBT6", "STM32H742ZGT6", "STM32H753BIT6", "STM32H743AII6"}) {
        INFO(name);
        CHECK(find_family(name) == &kFamily);
    }
    for (const char* name :
         {"STM32H743V", "STM32H743VE", "STM32H745ZIT6", "STM32H723VGT6", "STM32H750VIT6"}) {
        INFO(name);
        CHECK(find_family(name) == nullptr);
    }
    CHECK(find_family("STM32H7S3L8")->folder == "stm32h7rs");
}

TEST_CASE("an H743 without a package letter is the LQFP one, with it the one it names") {
    CHECK(device("STM32H743VI").package == "LQFP100");
    CHECK(device("STM32H743VIH6").package == "TFBGA100");
    CHECK(device("STM32H743IIK6").package == "UFBGA176+25");
    CHECK(device("STM32H743II").package == "LQFP176");
}

TEST_CASE("packages of the H743 bond the pins that ST's data list") {
    const Device& small = device("STM32H743VIT6");
    CHECK(small.has_pin({'E', 15}));
    CHECK(small.has_pin({'H', 1}));
    CHECK(small.has_pin({'C', 2})); // as PC2_C
    CHECK_FALSE(small.has_pin({'F', 6}));
    CHECK_FALSE(small.has_pin({'G', 6}));
    CHECK_FALSE(small.has_pin({'H', 2}));
    CHECK(device("STM32H743ZIT6").has_pin({'G', 14}));
    CHECK_FALSE(device("STM32H743ZIT6").has_pin({'H', 2}));
    CHECK(device("STM32H743XIH6").has_pin({'K', 7}));
    CHECK_FALSE(device("STM32H743IIT6").has_pin({'K', 0}));
    CHECK_FALSE(device("STM32H743AII6").has_pin({'I', 4}));
}

TEST_CASE("the WeAct's pins have the alternate functions that its vendor uses") {
    for (const Expected& e : {Expected{Signal::Clk, {'B', 2}, 9}, Expected{Signal::Ncs, {'B', 6}, 10},
                              Expected{Signal::Io0, {'D', 11}, 9}, Expected{Signal::Io1, {'D', 12}, 9},
                              Expected{Signal::Io2, {'E', 2}, 9}, Expected{Signal::Io3, {'D', 13}, 9}}) {
        const PinFunction* function = kPins.function("QUADSPI", e.signal, e.pin);
        INFO(e.pin.port << int(e.pin.number));
        REQUIRE(function != nullptr);
        CHECK(function->alternate_function == e.alternate_function);
        CHECK(kPins.function(kWeActFlash, e.signal) == function);
    }
    CHECK(kPins.function("SPI1", Signal::Io0, {'D', 7})->alternate_function == 5); // its second flash
    CHECK(kPins.function("SPI3", Signal::Clk, {'B', 3})->alternate_function == 6);
    CHECK(kPins.function("SPI6", Signal::Ncs, {'A', 15})->alternate_function == 7);
}

TEST_CASE("every signal of both QUADSPI banks has a pin, and each pin of a bank one signal") {
    for (std::uint8_t bank = 1; bank <= 2; ++bank)
        for (const Signal s : {Signal::Clk, Signal::Ncs, Signal::Io0, Signal::Io1, Signal::Io2, Signal::Io3})
            CHECK(kPins.pins_for("QUADSPI", bank, s).count >= 1);
    CHECK(kPins.pins_for("QUADSPI", 1, Signal::Clk).count == 2);
    CHECK(kPins.pins_for("QUADSPI", 1, Signal::Ncs).count == 3);
    CHECK(kPins.pins_for("QUADSPI", 2, Signal::Ncs).count == 1);
    CHECK(kPins.pins_for("QUADSPI", 1, Signal::Dqs).count == 0);
    for (const PinFunction& a : kPinFunctions)
        for (const PinFunction& b : kPinFunctions)
            if (&a != &b && a.pin == b.pin && a.instance == b.instance) CHECK(a.signal == b.signal);
}

TEST_CASE("the H743's memories follow the order code") {
    CHECK(internal_banks(device("STM32H743VIT6"))[1] ==
          MemoryRegion{"internal flash bank 2", 0x08100000, 0x100000});
    CHECK(internal_banks(device("STM32H743VGT6"))[0].size == 0x80000);
    CHECK(internal_banks(device("STM32H743VGT6"))[1].base == 0x08100000);
    CHECK(internal_banks(device("STM32H750VBT6"))[0].size == 0x20000);
    CHECK(internal_banks(device("STM32H750VBT6"))[1].size == 0);
    CHECK(ram_regions(device("STM32H743VIT6"))[2] == MemoryRegion{"AXI SRAM", 0x24000000, 0x80000});
    CHECK(ram_regions(device("STM32H742VIT6"))[2].size == 0x60000);
    for (const Device& d : kDevices) {
        const MemoryRegion ring = kFamily.agent_ring(d, 0), axi = kFamily.ram_map(d, 0)[2];
        CHECK(ring.size == 0x40000);
        CHECK((ring.base > axi.base && ring.base + ring.size == axi.base + axi.size));
    }
    CHECK(stack_in_ram(0x20020000, ram_regions(device("STM32H743VIT6"))));
    CHECK(stack_in_ram(0x24080000, ram_regions(device("STM32H743VIT6"))));
    CHECK_FALSE(stack_in_ram(0x24080000, ram_regions(device("STM32H742VIT6"))));
    CHECK_FALSE(stack_in_ram(0x30020000, ram_regions(device("STM32H743VIT6")))); // its clock is off
}

TEST_CASE("the H743's flash is connected where its facts say") {
    const FlashConnection c = flash_connection(kFamily, kWeActFlash);
    CHECK(c.kind == ControllerKind::QuadSpi);
    CHECK(c.controller_base == 0x52005000);
    CHECK(c.window_base == 0x90000000);
    CHECK(c.chip_select == 0);
    CHECK(c.data_lines == 4);
    CHECK(kFamily.identity.matches(0x20036450));
    CHECK_FALSE(kFamily.identity.matches(0x20036483));
    CHECK(kFamily.watchdog.key_register == 0x58004800);
}

TEST_CASE("option bytes of the H743 lie where the manual puts them") {
    const auto option = [](std::string_view name) {
        const OptionByte* found = find_option(kOptionBytes, name);
        REQUIRE(found != nullptr);
        return *found;
    };
    const std::uint32_t factory = 0x0406AAF0; // OPTSR_CUR
    CHECK(option("RDP").value_in(factory) == 0xAA);
    CHECK(option("IWDG1_SW").value_in(factory) == 1);
    CHECK(option("IO_HSLV").value_in(factory) == 0);
    CHECK(option("BOR_LEV").value_in(factory) == 0);
    CHECK(option("RDP").risk == OptionRisk::LifeCycle);
    CHECK(option("IO_HSLV").risk == OptionRisk::VddPads);
    CHECK(option("WPSN2").status == 0x52002138);
    CHECK(option("WPSN2").program == 0x5200213C);
    CHECK(option("BOOT_ADD1").value_in(0x1FF00800) == 0x1FF0);
    CHECK(option("BOOT_ADD0").program == 0x52002044);
    for (const OptionByte& o : kOptionBytes) CHECK(o.program == o.status + 4);
}

TEST_CASE("the three levels of the H743's readout protection are told apart") {
    CHECK(kFamily.product_state(0xAA) == ProductState::Open);
    CHECK(kFamily.product_state(0xCC) == ProductState::Sealed);
    CHECK(kFamily.product_state(0x55) == ProductState::Closed);
    CHECK(kFamily.product_state(0x00) == ProductState::Closed);
}

TEST_CASE("facts that an H743 cannot meet are refused") {
    BoardFacts board = kWeAct;
    board.hse_hz = 50'000'000;
    CHECK(check_facts(board).error == FactsError::HseOutOfRange);
    board = kWeAct;
    board.core_clock = 500'000'000;
    CHECK(check_facts(board).error == FactsError::CoreClockWrong);
    CHECK(check_facts(board).limit == 480'000'000);
    board = kWeAct;
    board.core_supply = CoreSupply::Smps;
    CHECK(check_facts(board).error == FactsError::CoreSupplyWrong);
    board = kWeAct;
    board.flashes[0].clock_hz = 150'000'000;
    CHECK(check_facts(board).error == FactsError::ClockTooHigh);
    CHECK(check_facts(board).limit == 133'000'000);
    board.flashes[0].clock_hz = 100;
    CHECK(check_facts(board).error == FactsError::ClockTooLow);
    board = kWeAct;
    board.flashes[0].mapped_base = 0x70000000;
    CHECK(check_facts(board).error == FactsError::MappedBaseWrong);
    board = kWeAct;
    board.leds[0].pin = {'E', 2};
    CHECK(check_facts(board).error == FactsError::LedOnFlashPin);
}

TEST_CASE("pins of the H743's two QUADSPI banks do not mix, and a package's missing pins do not do") {
    BoardFacts board = kWeAct;
    board.flashes[0].pins[static_cast<std::size_t>(Signal::Io0)] = {'E', 7}; // bank 2
    FactsProblem p = check_facts(board);
    CHECK(p.error == FactsError::MixedPorts);
    CHECK(p.signal == Signal::Io0);
    REQUIRE(p.alternatives.count == 2); // PF8 is not on this package
    CHECK(p.alternatives.pins[0] == Pin{'C', 9});
    board = kWeAct;
    board.flashes[0].pins[static_cast<std::size_t>(Signal::Ncs)] = {'G', 6};
    CHECK(check_facts(board).error == FactsError::UnknownPin);
    board.mcu = "STM32H743ZIT6";
    CHECK_FALSE(check_facts(board));
    board = kWeAct;
    board.flashes[0].pins[static_cast<std::size_t>(Signal::Dqs)] = {'C', 2};
    CHECK(check_facts(board).error == FactsError::PinCannot);
    board = kWeAct;
    board.flashes[0].pins[static_cast<std::size_t>(Signal::Io3)] = {};
    CHECK(check_facts(board).error == FactsError::SignalMissing);
}
