#include "flash-library/devices/stm32h7rs/devices.hpp"
#include "flash-library/devices/stm32h7rs/memory.hpp"
#include "flash-library/devices/stm32h7rs/pins.hpp"
#include "tests/unit/catch.hpp"

using namespace xspi;
using namespace xspi::stm32h7rs;

namespace {
const Device* find_device(std::string_view name) { return xspi::find_device(kDevices, name); }
bool stack_in_ram(std::uint32_t stack_pointer, std::uint32_t obw2sr) {
    return xspi::stack_in_ram(stack_pointer, ram_regions(obw2sr));
}
} // namespace

TEST_CASE("a device is found by short name, order code and ST's reference") {
    for (const char* name : {"STM32H7S3L8", "STM32H7S3L8H6", "STM32H7S3L8Hx", "STM32H7R3L8H6"}) {
        INFO(name);
        REQUIRE(find_device(name) != nullptr);
        CHECK(find_device(name)->package == "TFBGA225 OCTO SMPS");
    }
    CHECK(find_device("STM32H7S7L8H6H")->package == "TFBGA225 HEXA SMPS");
    CHECK(find_device("STM32H7S3Z8T6")->package == "LQFP144");
    for (const char* name :
         {"", "STM32", "STM32H743VI", "STM32H7S3L", "STM32H7S3L9", "STM32H7S5L8", "stm32h7s3l8"})
        CHECK(find_device(name) == nullptr);
}

TEST_CASE("packages bond the pins that ST's data lists") {
    const Device& nucleo = *find_device("STM32H7S3L8");
    CHECK(nucleo.has_pin({'N', 12}));
    CHECK_FALSE(nucleo.has_pin({'N', 13}));
    CHECK(nucleo.has_pin({'D', 10}));
    CHECK_FALSE(nucleo.has_pin({'I', 0}));
    CHECK_FALSE(nucleo.has_pin({'P', 8}));
    CHECK(find_device("STM32H7S3L8H6H")->has_pin({'P', 8}));
    CHECK(find_device("STM32H7S7Z8J6")->has_pin({'G', 1})); // and no port F
    CHECK_FALSE(find_device("STM32H7S7Z8J6")->has_pin({'F', 0}));
    CHECK_FALSE(find_device("STM32H7S7Z8J6")->has_pin({'N', 12})); // 12 pins of port 2: no second NCS
    CHECK_FALSE(find_device("STM32H7S3R8V6")->has_pin({'P', 4}));  // 68 pins: quad only
}

TEST_CASE("every XSPIM signal of both ports has its pin, and every pin one signal") {
    for (std::uint8_t port = 1; port <= 2; ++port)
        for (std::size_t s = 0; s <= static_cast<std::size_t>(Signal::Io7); ++s) {
            const auto signal = static_cast<Signal>(s);
            const PinList list = kPins.pins_for("XSPIM", port, signal);
            REQUIRE(list.count == (signal == Signal::Ncs ? 2 : 1));
            for (const Pin& pin : list.span()) {
                REQUIRE(kPins.function("XSPIM", signal, pin) != nullptr);
                CHECK(kPins.function("XSPIM", signal, pin)->port == port);
                CHECK(kPins.function("XSPIM", signal, pin)->alternate_function == 9);
            }
        }
    for (std::size_t s = 0; s < kSignals; ++s) // PN7, inverted clock: not a signal of a flash
        CHECK(kPins.function("XSPIM", static_cast<Signal>(s), {'N', 7}) == nullptr);
    CHECK(kPins.pins_for("XSPIM", 0, Signal::Clk).count == 2);
}

TEST_CASE("RAM follows the share options") {
    const auto factory = ram_regions(0);
    CHECK(factory[0] == MemoryRegion{"ITCM", 0, 0x10000});
    CHECK(factory[1] == MemoryRegion{"DTCM", 0x20000000, 0x10000});
    CHECK(factory[2] == MemoryRegion{"AXI SRAM1..3", 0x24000000, 0x60000});
    CHECK(factory[3] == MemoryRegion{"AXI SRAM4", 0x24060000, 0x12000});
    const auto shared = ram_regions(0x121); // ITCM 128K, DTCM 192K, ECC
    CHECK(shared[0].size == 0x20000);
    CHECK(shared[1].size == 0x30000);
    CHECK(shared[2] == MemoryRegion{"AXI SRAM1..3", 0x24010000, 0x30000});
    CHECK(shared[3].size == 0);
    CHECK(ram_regions(0x33)[2] == factory[2]); // 3 means 64 KiB as 0 does
}

TEST_CASE("the agent's ring lies in AXI SRAM under every share option") {
    CHECK(agent_ring(0) == MemoryRegion{"AXI SRAM2..3", 0x24020000, 0x40000});
    CHECK(agent_ring(0x10).size == 0x30000);
    CHECK(agent_ring(0x20).size == 0x20000);
    for (std::uint32_t option = 0; option < 0x200; ++option) {
        const MemoryRegion ring = agent_ring(option), axi = ram_regions(option)[2];
        CHECK((ring.base >= axi.base && ring.base + ring.size <= axi.base + axi.size));
    }
}

TEST_CASE("a stack pointer is good inside or at the end of RAM and aligned to 8") {
    CHECK(stack_in_ram(0x20010000, 0));
    CHECK(stack_in_ram(0x20000008, 0));
    CHECK(stack_in_ram(0x24072000, 0));
    CHECK(stack_in_ram(0x24060000, 0x100)); // end of SRAM3
    CHECK_FALSE(stack_in_ram(0x24072000, 0x100));
    CHECK_FALSE(stack_in_ram(0x20000000, 0)); // nothing below it
    CHECK_FALSE(stack_in_ram(0x2000FFFC, 0));
    CHECK_FALSE(stack_in_ram(0x20010008, 0));
    CHECK_FALSE(stack_in_ram(0xFFFFFFFF, 0)); // blank flash
    CHECK_FALSE(stack_in_ram(0, 0));
}
