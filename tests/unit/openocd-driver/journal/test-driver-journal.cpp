// Foreign bytes of jobs that are cut off: kept, taken back at the next contact, and never where they do not
// belong.
#include "openocd-driver/commands/command.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/driver-bench.hpp"

#include <algorithm>
#include <fstream>

using namespace xspi;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

constexpr std::uint32_t kExt = 0x70000000, kSector = 4096;
constexpr std::uint8_t kForeign = 0x11;

std::size_t journals(const StateFolder& state) {
    return JournalFolder(state.path() / "journal").list().size();
}

// The probe is lost with the first answer after an erase: the driver knows nothing of what came of it.
void lose_probe_after_erase(DriverBench& bench) {
    bench.bridge.fake.on_read = [&bench](std::uint32_t, std::vector<std::uint8_t>&) {
        if (bench.chip().erases != 0) throw Failure("XSPI-0222", "the probe is gone");
    };
}

// A job on the middle of the first sector is cut off. Returns what the chip holds, the sector erased.
std::vector<std::uint8_t> after_a_cut() {
    DriverBench bench;
    std::fill_n(bench.chip().memory.begin(), 2 * kSector, kForeign);
    lose_probe_after_erase(bench);
    CHECK_THROWS(bench.program({{kExt + 1000, some_bytes(500)}}));
    std::vector<std::uint8_t> memory = bench.chip().memory;
    std::fill_n(memory.begin(), kSector, 0xFF);
    return memory;
}

std::string command(DriverBench& bench, const std::vector<std::string>& words) {
    std::string said;
    run_command(bench.programmer, words, true, [&](const std::string& text) { said += text; });
    return said;
}

bool foreign_is_back(const std::vector<std::uint8_t>& memory) {
    const auto is = [](std::uint8_t b) { return b == kForeign; };
    return std::all_of(memory.begin(), memory.begin() + 1000, is) &&
           std::all_of(memory.begin() + 1500, memory.begin() + 2 * kSector, is);
}

} // namespace

TEST_CASE("A journal exists while foreign bytes are at risk, and not before or after") {
    const StateFolder state;
    DriverBench bench;
    std::fill_n(bench.chip().memory.begin(), kSector, kForeign);
    std::size_t most = 0;
    bench.bridge.fake.on_write = [&](std::uint32_t, std::vector<std::uint8_t>&) {
        most = std::max(most, journals(state));
    };
    SECTION("a part of a sector") {
        bench.program({{kExt + 16, some_bytes(64)}});
        CHECK(most == 1);
    }
    SECTION("a whole sector") {
        bench.program({{kExt, some_bytes(kSector)}});
        CHECK(most == 0);
    }
    SECTION("switched off") {
        command(bench, {"journal", "off"});
        bench.program({{kExt + 16, some_bytes(64)}});
        CHECK(most == 0);
    }
    CHECK(journals(state) == 0);
}

TEST_CASE("What a job that was cut off has lost is back after the next contact, and said") {
    const StateFolder state;
    const std::vector<std::uint8_t> memory = after_a_cut();
    CHECK(journals(state) == 1);
    DriverBench bench;
    bench.chip().memory = memory;
    SECTION("any command") { bench.programmer.access.probe(*bench.ext); }
    SECTION("the same job") { bench.program({{kExt + 1000, some_bytes(500)}}); }
    CHECK(foreign_is_back(bench.chip().memory));
    CHECK(journals(state) == 0);
    CHECK_THAT(bench.bridge.logged(BRIDGE_WARNING), ContainsSubstring("XSPI-0551: ext: ") &&
                                                        ContainsSubstring("3596 bytes") &&
                                                        ContainsSubstring("0x70000000-0x700003E7"));
}

TEST_CASE("A job that was cut off before it lost anything leaves nothing to do") {
    const StateFolder state;
    (void)after_a_cut();
    DriverBench bench;
    std::fill_n(bench.chip().memory.begin(), 2 * kSector, kForeign);
    bench.programmer.access.probe(*bench.ext);
    CHECK(journals(state) == 0);
    CHECK(bench.chip().erases == 0);
    CHECK_THAT(bench.bridge.logged(BRIDGE_WARNING), !ContainsSubstring("XSPI-055"));
}

TEST_CASE("Where something else was written since, nothing is put back until its user says so") {
    const StateFolder state;
    (void)after_a_cut();
    DriverBench bench;
    std::fill_n(bench.chip().memory.begin(), 2 * kSector, 0x42);
    bench.programmer.access.probe(*bench.ext);
    CHECK(std::count(bench.chip().memory.begin(), bench.chip().memory.begin() + 2 * kSector, 0x42) ==
          2 * kSector);
    CHECK_THAT(bench.bridge.logged(BRIDGE_WARNING), ContainsSubstring("XSPI-0552: "));
    CHECK_THAT(command(bench, {"journal"}), ContainsSubstring("1: ") && ContainsSubstring("3596 bytes"));
    SECTION("restored") {
        command(bench, {"journal", "restore", "1"});
        CHECK(std::count(bench.chip().memory.begin(), bench.chip().memory.begin() + kSector, kForeign) ==
              3596);
    }
    SECTION("discarded") {
        command(bench, {"journal", "discard"});
        CHECK(std::count(bench.chip().memory.begin(), bench.chip().memory.begin() + kSector, 0x42) ==
              kSector);
    }
    CHECK(journals(state) == 0);
    CHECK_THROWS_WITH(command(bench, {"journal", "restore", "1"}), StartsWith("XSPI-0556: "));
}

TEST_CASE("Another board's journal, another chip's and a damaged one change nothing") {
    const StateFolder state;
    const std::vector<std::uint8_t> memory = after_a_cut();
    DriverBench bench;
    bench.chip().memory = memory;
    SECTION("another microcontroller") {
        bench.bridge.fake.unique_id[2]++;
        bench.programmer.access.probe(*bench.ext);
        CHECK_THROWS_WITH(command(bench, {"journal", "restore"}), StartsWith("XSPI-0557: "));
        CHECK(bench.bridge.logged(BRIDGE_WARNING).find("XSPI-055") == std::string::npos);
    }
    SECTION("damaged") {
        const auto file = JournalFolder(state.path() / "journal").list().front().path;
        std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(100).put('!').put('?');
        bench.programmer.access.probe(*bench.ext);
        CHECK_THAT(bench.bridge.logged(BRIDGE_WARNING), ContainsSubstring("XSPI-0554: "));
        CHECK_THROWS_WITH(command(bench, {"journal", "restore"}), StartsWith("XSPI-0554: "));
    }
    CHECK(bench.chip().memory == memory);
    CHECK(journals(state) == 1);
}

TEST_CASE("Protected blocks are not written to from the journal, and it is kept") {
    const StateFolder state;
    const std::vector<std::uint8_t> memory = after_a_cut();
    DriverBench bench;
    bench.chip().memory = memory;
    bench.chip().status = 0x3C; // BP: all
    bench.programmer.access.probe(*bench.ext);
    CHECK_THAT(bench.bridge.logged(BRIDGE_WARNING),
               ContainsSubstring("XSPI-0553: ") && ContainsSubstring("XSPI-0602"));
    CHECK(bench.chip().memory == memory);
    CHECK(journals(state) == 1);
}

TEST_CASE("A block that does not hold what is put back is named, and its journal kept") {
    const StateFolder state;
    const std::vector<std::uint8_t> memory = after_a_cut();
    DriverBench bench;
    bench.chip().memory = memory;
    bench.chip().programs_wrong = 0x01;
    CHECK_THROWS_WITH(bench.programmer.access.probe(*bench.ext),
                      StartsWith("XSPI-0559: ext: the block at 0x70000000"));
    CHECK(journals(state) == 1);
}

TEST_CASE("A journal that cannot be written refuses the job before anything is erased") {
    const StateFolder state;
    std::ofstream(state.path() / "journal"); // a file in the folder's place
    DriverBench bench;
    std::fill_n(bench.chip().memory.begin(), kSector, kForeign);
    CHECK_THROWS_WITH(bench.program({{kExt + 16, some_bytes(64)}}), StartsWith("XSPI-0555: "));
    CHECK(bench.chip().erases == 0);
    command(bench, {"journal", "off"});
    bench.program({{kExt + 16, some_bytes(64)}});
    CHECK(bench.chip().erases == 1);
}

TEST_CASE("An application is set going once all of its job is verified, and not if that fails") {
    DriverBench bench;
    std::vector<std::uint8_t> app = some_bytes(9000);
    const std::vector<std::uint8_t> vectors{0x00, 0x00, 0x01, 0x20, 0x01, 0x04, 0x00, 0x70};
    std::copy(vectors.begin(), vectors.end(), app.begin());
    const auto vector_starts = [&] {
        return std::equal(vectors.begin(), vectors.end(), bench.chip().memory.begin());
    };
    SECTION("all is well") {
        bench.program({{kExt, app}});
        CHECK(vector_starts());
    }
    SECTION("its last page goes wrong") {
        bench.chip().wrong_from = 8192;
        bench.chip().programs_wrong = 0x20;
        CHECK_THROWS_WITH(bench.program({{kExt, app}}), StartsWith("XSPI-0511: "));
        CHECK_FALSE(vector_starts());
    }
    SECTION("the internal flash's part of the job goes wrong") {
        bench.internal()[0] = 0x00;
        bench.bridge.fake.registers.option_word1 = 0;
        CHECK_NOTHROW(bench.program({{kExt, app}, {0x08000000, some_bytes(64)}}));
        CHECK(vector_starts());
    }
}

TEST_CASE("The plan tells what a cut would leave") {
    DriverBench bench;
    std::vector<std::uint8_t> app(5000, 0x12);
    const std::vector<std::uint8_t> vectors{0x00, 0x00, 0x01, 0x20, 0x01, 0x04, 0x00, 0x70};
    std::copy(vectors.begin(), vectors.end(), app.begin());
    bench.program({{kExt, app}});
    app[4500] = 0x13;
    const std::vector<xspi_segment> segments{{kExt, std::uint32_t(app.size()), app.data()}};
    const auto planned = [&] {
        return bench.programmer.job.plan({segments.data(), segments.size(), false}).banks.at(0);
    };
    CHECK(planned().plan.disarms);
    CHECK_FALSE(planned().mixture);
    CHECK_THAT(command(bench, {"atomic", "off"}), ContainsSubstring("mixture"));
    CHECK_FALSE(planned().plan.disarms);
    CHECK(planned().mixture);
    bench.program({{kExt, app}});
    CHECK_THAT(bench.bridge.logged(BRIDGE_USER), ContainsSubstring("mixture of two applications"));
    command(bench, {"atomic", "on"});
    CHECK_FALSE(planned().mixture); // nothing to do
}
