// What the driver says and does about a debugger's reads, writes and breakpoints in flash.
#include "openocd-driver/commands/command.hpp"
#include "openocd-driver/debugger/breakpoint.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/driver-bench.hpp"

#include <algorithm>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {
std::size_t errors(const DriverBench& bench) {
    return std::size_t(std::count_if(bench.bridge.log.begin(), bench.bridge.log.end(),
                                     [](const auto& line) { return line.first == BRIDGE_ERROR; }));
}
} // namespace

TEST_CASE("A window that cannot be read is explained, to gdb at most once a second") {
    DriverBench bench;
    ::target* cpu = bench.bridge.cpu();
    bench.programmer.debugging.memory_unreadable(cpu, 0x70000010, false, 5000);
    CHECK_THAT(bench.bridge.logged(BRIDGE_ERROR),
               StartsWith("XSPI-0541: 0x70000010") && ContainsSubstring("monitor xspi map"));
    bench.programmer.debugging.memory_unreadable(cpu, 0x70000014, false, 5999);
    CHECK(errors(bench) == 1);
    bench.programmer.debugging.memory_unreadable(cpu, 0x70000014, true, 5999);
    CHECK(errors(bench) == 2);
    bench.programmer.debugging.memory_unreadable(cpu, 0x70000014, false, 6999);
    CHECK(errors(bench) == 3);
}

TEST_CASE("Of a window that was mapped, and behind the chip's end, is not said that it is not mapped") {
    DriverBench bench;
    bench.programmer.access.probe(*bench.ext);
    bench.programmer.debugging.memory_unreadable(bench.bridge.cpu(), 0x72000000, true, 5000);
    CHECK_THAT(bench.bridge.logged(BRIDGE_ERROR),
               StartsWith("XSPI-0712: ") && ContainsSubstring("ends at 0x71FFFFFF"));
    bench.bridge.log.clear();
    bench.programmer.debugging.memory_unreadable(bench.bridge.cpu(), 0x70000010, true, 5000);
    CHECK_THAT(bench.bridge.logged(BRIDGE_ERROR), StartsWith("XSPI-0713: 0x70000010"));
    bench.programmer.run.target_ran(bench.bridge.cpu(), true);
    bench.bridge.log.clear();
    bench.programmer.debugging.memory_unreadable(bench.bridge.cpu(), 0x70000010, true, 5000);
    CHECK_THAT(bench.bridge.logged(BRIDGE_ERROR), StartsWith("XSPI-0541: 0x70000010"));
}

TEST_CASE("Other memory that cannot be read is not spoken of") {
    DriverBench bench;
    for (std::uint32_t address : {0x08000000u, 0x20000000u, 0x6FFFFFFFu, 0x90000000u})
        bench.programmer.debugging.memory_unreadable(bench.bridge.cpu(), address, true, 5000);
    CHECK(errors(bench) == 0);
}

TEST_CASE("Writes to the window are refused, beyond the chip with its end; elsewhere they are not ours") {
    DriverBench bench;
    ::target* cpu = bench.bridge.cpu();
    CHECK_THROWS_WITH(bench.programmer.debugging.check_write(cpu, 0x70000000),
                      StartsWith("XSPI-0542: 0x70000000"));
    CHECK_THROWS_WITH(bench.programmer.debugging.check_write(cpu, 0x71FFFFFF), StartsWith("XSPI-0542: "));
    CHECK_THROWS_WITH(bench.programmer.debugging.check_write(cpu, 0x72000000),
                      StartsWith("XSPI-0545: 0x72000000") && ContainsSubstring("ends at 0x71FFFFFF"));
    CHECK_NOTHROW(bench.programmer.debugging.check_write(cpu, 0x20000000));
    CHECK_NOTHROW(
        bench.programmer.debugging.check_write(cpu, 0x08000000)); // its registers allow that, or they do not
}

TEST_CASE("A write that failed outside of all flash is answered with where flash is") {
    DriverBench bench;
    bench.programmer.debugging.write_failed(bench.bridge.cpu(), 0x08000000);
    CHECK(errors(bench) == 0);
    bench.programmer.debugging.write_failed(bench.bridge.cpu(), 0x90000000);
    CHECK_THAT(bench.bridge.logged(BRIDGE_ERROR),
               StartsWith("XSPI-0546: 0x90000000") && ContainsSubstring("0x70000000-0x71FFFFFF"));
}

TEST_CASE("A breakpoint too many is reported with the number of comparators") {
    CHECK_THAT(xspi::explain_refusal({2, 8, 0}, 0x70000100, true),
               StartsWith("XSPI-0543: no breakpoint at 0x70000100: all 8 comparators") &&
                   ContainsSubstring("flash cannot hold a software breakpoint"));
    CHECK_THAT(xspi::explain_refusal({2, 8, 0}, 0x20000100, false), ContainsSubstring("hardware"));
    CHECK(xspi::explain_refusal({2, 8, 1}, 0x70000100, true).empty()); // the reason is another one
}

TEST_CASE("An FPB of revision 1 is reported with the range that it reaches") {
    CHECK_THAT(xspi::explain_refusal({1, 6, 6}, 0x70000100, true),
               StartsWith("XSPI-0544: ") && ContainsSubstring("0x00000000-0x1FFFFFFF"));
    CHECK_THAT(xspi::explain_refusal({1, 6, 0}, 0x20000000, false), StartsWith("XSPI-0544: "));
    CHECK(xspi::explain_refusal({1, 6, 6}, 0x1FFFFFFE, true).empty());
    CHECK_THAT(xspi::explain_refusal({1, 6, 0}, 0x08000000, true), StartsWith("XSPI-0543: "));
}

TEST_CASE("Both banks are flash for breakpoints, RAM is not") {
    DriverBench bench;
    CHECK(bench.programmer.debugging.in_flash(bench.bridge.cpu(), 0x70000000));
    CHECK(bench.programmer.debugging.in_flash(bench.bridge.cpu(), 0x0800FFFE));
    CHECK_FALSE(bench.programmer.debugging.in_flash(bench.bridge.cpu(), 0x20000000));
    CHECK_FALSE(bench.programmer.debugging.in_flash(nullptr, 0x70000000));
}

TEST_CASE(
    "A core with the agent's clocks needs a reset, whatever it did since; the window counts until it ran") {
    DriverBench bench;
    ::target* cpu = bench.bridge.cpu();
    bench.programmer.run.target_ran(cpu, true);
    CHECK_FALSE(bench.programmer.cores.needs_reset(cpu));
    CHECK_FALSE(bench.programmer.cores.mapped(cpu));
    bench.programmer.access.probe(*bench.ext);
    CHECK(bench.programmer.cores.needs_reset(cpu));
    CHECK(bench.programmer.cores.mapped(cpu));
    bench.programmer.run.target_ran(cpu, false); // one step
    CHECK(bench.programmer.cores.needs_reset(cpu));
    CHECK_FALSE(bench.programmer.cores.mapped(cpu));
    bench.programmer.cores.reset(cpu);
    bench.programmer.run.target_ran(cpu, true);
    CHECK_FALSE(bench.programmer.cores.needs_reset(cpu));
    bench.programmer.access.probe(*bench.in);
    CHECK_FALSE(bench.programmer.cores.mapped(cpu));
}

TEST_CASE("`xspi core` says it") {
    DriverBench bench;
    std::string said;
    const auto print = [&](const std::string& text) { said = text; };
    const std::vector<std::string> words{"core"}, as_json{"core", "-json"};
    xspi::run_command(bench.programmer, words, true, print);
    CHECK_THAT(said, ContainsSubstring("fake.cpu: clocks and flash pins as its own program"));
    bench.programmer.access.probe(*bench.ext);
    xspi::run_command(bench.programmer, words, true, print);
    CHECK_THAT(said, ContainsSubstring("`reset` it"));
    xspi::run_command(bench.programmer, as_json, true, print);
    CHECK_THAT(said, ContainsSubstring("\"needs_reset\":true") && ContainsSubstring("\"mapped\":true"));
}

TEST_CASE("What was written to RAM outlives the resets of gdb's load") {
    DriverBench bench;
    ::target* cpu = bench.bridge.cpu();
    bench.programmer.run.target_ran(cpu, true);
    bench.bridge.fake.write(0x20000100, some_bytes(16));
    bench.programmer.cores.memory_written(cpu, bench.driver.board(), 0x20000100, 16);
    bench.programmer.job.begin(cpu, nullptr, true);
    bench.programmer.run.target_ran(cpu, true); // gdb-flash-erase-start
    bench.programmer.job.write(*bench.ext, some_bytes(64), 0);
    bench.programmer.job.commit(cpu);
    bench.programmer.run.target_ran(cpu, true); // gdb-flash-write-end
    bench.programmer.access.probe(*bench.ext);
    const auto bytes = some_bytes(16);
    CHECK(std::equal(bytes.begin(), bytes.end(), bench.bridge.fake.ram(0x20000100, 16)));
}
