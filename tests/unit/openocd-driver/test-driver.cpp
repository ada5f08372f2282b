// The driver as a whole, from OpenOCD's side of the bridge to the chip: probing, state after errors, what the
// core gets back.
#include "flash-library/devices/stm32h7rs/registers.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/driver-bench.hpp"

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

TEST_CASE("A named chip's size is known to OpenOCD before anything is touched") {
    DriverBench bench;
    bench.driver.publish_geometry(*bench.ext);
    CHECK(bench.geometry(bench.ext).size == 32u << 20);
    CHECK(bench.geometry(bench.ext).sector_size == 4096);
    CHECK(bench.bridge.fake.starts == 0);
    CHECK_FALSE(bench.bridge.fake.running);
}

TEST_CASE("A chip without a known name has its window's size until it is probed") {
    DriverBench bench("flash ext");
    bench.driver.publish_geometry(*bench.ext);
    CHECK(bench.geometry(bench.ext).size == 256u << 20);
    CHECK(bench.bridge.fake.starts == 0);
    bench.programmer.access.probe(*bench.ext);
    CHECK(bench.geometry(bench.ext).size == 32u << 20);
    bench.driver.publish_geometry(*bench.ext);
    CHECK(bench.geometry(bench.ext).times_set == 2); // OpenOCD keeps what it learnt about sectors
}

TEST_CASE("Banks that overlap, or are of no known kind, are refused") {
    DriverBench bench;
    CHECK_THROWS_WITH(bench.open("two", 0x78000000, "external"), StartsWith("XSPI-0107: "));
    CHECK_THROWS_WITH(bench.open("two", 0x0800F000, "internal"), StartsWith("XSPI-0107: "));
    CHECK_THROWS_WITH(bench.open("two", 0x90000000, "middle"), StartsWith("XSPI-0106: "));
    CHECK(bench.driver.banks().size() == 2);
}

TEST_CASE("Facts that are impossible refuse the board with the problem's own sentence") {
    BridgeFake bridge;
    xspi::Driver driver;
    CHECK_THROWS_WITH(driver.facts(), StartsWith("XSPI-0105: "));
    driver.set_hooks(true);
    std::string facts = DriverBench::kFacts;
    facts.replace(facts.find("0x70000000"), 10, "0x90000000");
    CHECK_THROWS_WITH(driver.declare_board("bench", facts), StartsWith("XSPI-0133: "));
    CHECK_THAT(driver.declare_board("bench", DriverBench::kFacts + std::string("probe jlink 4MHz")),
               ContainsSubstring("probe jlink") && ContainsSubstring("swd_khz 4000") &&
                   ContainsSubstring("external {{ext 0x70000000} }") &&
                   ContainsSubstring("internal {{int 0x08000000 0x10000 xspi} }"));
    CHECK(bridge.logged(BRIDGE_WARNING).empty());
    CHECK_THROWS_WITH(driver.declare_board("bench", DriverBench::kFacts), StartsWith("XSPI-0114: "));
    xspi::Driver without_hooks;
    without_hooks.declare_board("bench", DriverBench::kFacts);
    CHECK_THAT(bridge.logged(BRIDGE_WARNING), StartsWith("XSPI-0104: "));
}

TEST_CASE("The chip is found in 1S-1S-1S, brought to 8D-8D-8D and left mapped") {
    DriverBench bench;
    bench.programmer.access.probe(*bench.ext);
    CHECK(bench.chip().octal);
    CHECK(bench.chip().mapped);
    CHECK(bench.chip().prescalers == std::vector<std::uint32_t>{9, 9, 1}); // 15 MHz, then 75 MHz
    CHECK_THAT(bench.programmer.access.info(*bench.ext),
               ContainsSubstring("MX25UW25645G") && ContainsSubstring("C28139") &&
                   ContainsSubstring("32 MiB") && ContainsSubstring("8D-8D-8D") &&
                   ContainsSubstring("75 MHz") && ContainsSubstring("erase 4 KiB"));
}

TEST_CASE("A chip that is still as it was left is not reset again") {
    DriverBench bench;
    bench.programmer.access.probe(*bench.ext);
    const unsigned resets = bench.chip().resets;
    bench.programmer.access.probe(*bench.ext);
    CHECK(bench.chip().resets == resets);
    CHECK(bench.chip().mapped);
}

TEST_CASE("A chip that was reset behind the driver's back is found anew") {
    DriverBench bench;
    bench.programmer.access.probe(*bench.ext);
    bench.chip().reset();
    bench.programmer.access.probe(*bench.ext);
    CHECK(bench.chip().octal);
    CHECK(bench.chip().mapped);
}

TEST_CASE("Whenever the core ran, or was reset, the chip is found anew") {
    const bool by_reset = GENERATE(false, true);
    DriverBench bench;
    bench.programmer.access.probe(*bench.ext);
    bench.chip().octal = false; // as an application, or its reset, may leave it
    bench.programmer.run.target_ran(bench.bridge.cpu(), by_reset);
    bench.programmer.access.probe(*bench.ext);
    CHECK(bench.chip().octal);
}

TEST_CASE("With four data lines at most the chip is used in 1S-1S-1S at its slower clock, every time") {
    DriverBench bench("flash ext MX25UW25645G", "pins {CLK PN6 NCS PN1 IO0 PN2 IO1 PN3 IO2 PN4 IO3 PN5}");
    bench.programmer.access.probe(*bench.ext);
    bench.programmer.run.target_ran(bench.bridge.cpu(), true);
    bench.programmer.access.probe(*bench.ext);
    CHECK_FALSE(bench.chip().octal);
    CHECK(bench.chip().prescalers == std::vector<std::uint32_t>{9, 9, 9, 9});
    CHECK_THAT(bench.programmer.access.info(*bench.ext), ContainsSubstring("1S-1S-1S at 15 MHz"));
}

TEST_CASE("A chip that does not answer is reported with supply and pins to look at") {
    DriverBench bench;
    bench.chip().absent = true;
    CHECK_THROWS_WITH(bench.programmer.access.probe(*bench.ext),
                      StartsWith("XSPI-0401: ") && ContainsSubstring("FFFFFF"));
    CHECK_FALSE(bench.bridge.fake.running);
    bench.chip().absent = false; // it had come loose
    bench.programmer.access.probe(*bench.ext);
    CHECK(bench.chip().octal);
}

TEST_CASE("A chip in 1S-1S-1S that no longer answers is noticed by what it reads") {
    DriverBench bench("flash ext MX25UW25645G", "pins {CLK PN6 NCS PN1 IO0 PN2 IO1 PN3}");
    bench.programmer.access.probe(*bench.ext);
    bench.chip().absent = true;
    CHECK_THROWS_WITH(bench.programmer.access.probe(*bench.ext), StartsWith("XSPI-0401: "));
}

TEST_CASE("A chip that can be used neither by SFDP nor by its id is reported with both") {
    DriverBench bench;
    bench.chip().sfdp = {};
    bench.chip().identity = 0x1F6019;
    CHECK_THROWS_WITH(bench.programmer.access.probe(*bench.ext),
                      StartsWith("XSPI-0402: ") && ContainsSubstring("1F6019"));
}

TEST_CASE("Another chip than the board's file names is refused before anything is written") {
    DriverBench bench("flash ext W25Q128");
    CHECK_THROWS_WITH(bench.programmer.access.probe(*bench.ext), StartsWith("XSPI-0403: ") &&
                                                                     ContainsSubstring("W25Q128") &&
                                                                     ContainsSubstring("MX25UW25645G"));
    CHECK(bench.geometry(bench.ext).times_set == 0);
}

TEST_CASE("A data line that is missing in 8D-8D-8D is told apart from a chip that is missing") {
    DriverBench bench;
    bench.chip().octal_stuck_low = 0x80;
    CHECK_THROWS_WITH(bench.programmer.access.probe(*bench.ext),
                      StartsWith("XSPI-0404: ") && ContainsSubstring("IO2 to IO7"));
}

TEST_CASE("Another microcontroller than the facts name is refused, with the core untouched") {
    DriverBench bench;
    bench.bridge.fake.device_id = 0x20036450;
    CHECK_THROWS_WITH(bench.programmer.access.probe(*bench.ext),
                      StartsWith("XSPI-0211: ") && ContainsSubstring("0x450"));
    CHECK(bench.bridge.fake.starts == 0);
}

TEST_CASE("RAM of a core that ran is put back, after work and after every kind of error") {
    DriverBench bench;
    auto& fake = bench.bridge.fake;
    const std::vector<std::uint8_t> dtcm(fake.ram(0x20000000, 0x10000),
                                         fake.ram(0x20000000, 0x10000) + 0x10000);
    const std::vector<std::uint8_t> axi(fake.ram(0x24000000, 0x72000),
                                        fake.ram(0x24000000, 0x72000) + 0x72000);
    SECTION("work") { bench.programmer.access.probe(*bench.ext); }
    SECTION("no chip") {
        bench.chip().absent = true;
        CHECK_THROWS(bench.programmer.access.probe(*bench.ext));
    }
    SECTION("an agent that does not start") {
        fake.agent_dead = true;
        CHECK_THROWS_WITH(bench.programmer.access.probe(*bench.ext), StartsWith("XSPI-0307: "));
    }
    SECTION("Ctrl-C") {
        fake.interrupt = true;
        CHECK_THROWS_WITH(bench.programmer.access.probe(*bench.ext), StartsWith("XSPI-0304: "));
    }
    SECTION("clocks that do not settle") {
        fake.registers.never_ready = xspi::stm32h7rs::FLASH_ACR;
        CHECK_THROWS_WITH(bench.programmer.access.probe(*bench.ext), StartsWith("XSPI-0311: "));
    }
    CHECK(std::equal(dtcm.begin(), dtcm.end(), fake.ram(0x20000000, 0x10000)));
    CHECK(std::equal(axi.begin(), axi.end(), fake.ram(0x24000000, 0x72000)));
    CHECK(fake.halted());
    CHECK(fake.registers_restored);
}

TEST_CASE("After a reset the RAM holds nothing and costs no time to put back") {
    DriverBench bench;
    bench.programmer.run.target_ran(bench.bridge.cpu(), true);
    bench.programmer.access.probe(*bench.ext);
    CHECK(bench.bridge.fake.mailbox().status.magic == xspi::agent::kAgentMagic); // still there
    CHECK(bench.bridge.fake.mailbox().ring_size == 256 * 1024);
    CHECK(bench.bridge.logged(BRIDGE_WARNING).empty());
}

TEST_CASE("The user of a core that ran is told once that its clocks are changed") {
    DriverBench bench;
    bench.programmer.run.target_ran(bench.bridge.cpu(), false);
    bench.programmer.access.probe(*bench.ext);
    bench.programmer.access.probe(*bench.ext);
    CHECK_THAT(bench.bridge.logged(BRIDGE_WARNING), StartsWith("XSPI-0212: fake.cpu"));
    CHECK(bench.bridge.log.size() == 1);
    bench.programmer.run.target_ran(bench.bridge.cpu(), false);
    bench.programmer.access.probe(*bench.ext);
    CHECK(bench.bridge.log.size() == 2);
}

TEST_CASE("A core that is found running has run, whatever events said") {
    DriverBench bench;
    bench.programmer.run.target_ran(bench.bridge.cpu(), true);
    bench.programmer.access.probe(*bench.ext);
    bench.bridge.fake.running = true; // somebody pressed the reset button
    bench.bridge.fake.poll();
    bench.chip().octal = false;
    bench.programmer.access.probe(*bench.ext);
    CHECK(bench.chip().octal);
    CHECK_THAT(bench.bridge.logged(BRIDGE_WARNING), StartsWith("XSPI-0212: "));
    CHECK(bench.bridge.fake.halted());
}

TEST_CASE("An error in the middle of work lets the next job begin with finding the chip") {
    DriverBench bench;
    bench.programmer.access.probe(*bench.ext);
    const unsigned resets = bench.chip().resets;
    bench.bridge.fake.interrupt = true;
    CHECK_THROWS(bench.programmer.access.probe(*bench.ext));
    bench.bridge.fake.interrupt = false;
    bench.programmer.access.probe(*bench.ext);
    CHECK(bench.chip().resets > resets);
}

TEST_CASE("Ctrl-C while the chip is looked for ends that, and no cause is looked for") {
    DriverBench bench;
    unsigned over_four_lines = 0;
    bench.chip().absent = true;
    SECTION("Ctrl-C") {
        bench.chip().on_read = [&](const xspi::Command& command) {
            bench.bridge.fake.interrupt = true;
            over_four_lines += command.opcode_phase.lines == 4;
        };
        CHECK_THROWS_WITH(bench.programmer.access.probe(*bench.ext), StartsWith("XSPI-0304: "));
        CHECK(over_four_lines == 0);
    }
    SECTION("no chip") {
        bench.chip().on_read = [&](const xspi::Command& command) {
            over_four_lines += command.opcode_phase.lines == 4;
        };
        CHECK_THROWS_WITH(bench.programmer.access.probe(*bench.ext), StartsWith("XSPI-04"));
        CHECK(over_four_lines > 0);
    }
}

TEST_CASE("Info on a bank tells what is there; the internal flash needs no agent for it") {
    DriverBench bench;
    CHECK_THAT(bench.programmer.access.info(*bench.in),
               ContainsSubstring("64 KiB") && ContainsSubstring("8 KiB"));
    CHECK(bench.bridge.fake.starts == 0);
    CHECK_THAT(bench.programmer.access.info(*bench.ext),
               ContainsSubstring("from SFDP")); // asked for, so it is probed
    CHECK(bench.bridge.fake.starts == 1);
}

TEST_CASE("Reading and blank check see the chip's bytes") {
    DriverBench bench;
    bench.chip().memory[0x2000] = 0x5A;
    CHECK(bench.programmer.access.read(*bench.ext, 0x1FFF, 3) == std::vector<std::uint8_t>{0xFF, 0x5A, 0xFF});
    CHECK(bench.programmer.access.blank_sectors(*bench.ext, 4096, 4) ==
          std::vector<bool>{true, true, false, true});
}

TEST_CASE("A checksum is the agent's inside a bank and OpenOCD's own elsewhere") {
    DriverBench bench;
    const std::string text = "123456789";
    std::copy(text.begin(), text.end(), bench.chip().memory.begin() + 0x1000);
    std::uint32_t sum = 0;
    CHECK(bench.programmer.access.checksum(bench.bridge.cpu(), 0x70001000, 9, sum));
    CHECK(sum == 0x0376E6E7);
    CHECK_FALSE(bench.programmer.access.checksum(bench.bridge.cpu(), 0x24000000, 9, sum));
    CHECK_FALSE(bench.programmer.access.checksum(bench.bridge.cpu(), 0x70000000, 0, sum));
    CHECK_THROWS_WITH(bench.programmer.access.checksum(bench.bridge.cpu(), 0x71FFFFFF, 2, sum),
                      StartsWith("XSPI-0513: "));
    ::target* other = nullptr;
    CHECK_FALSE(bench.programmer.access.checksum(other, 0x70001000, 9, sum));
}
