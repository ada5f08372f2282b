#include "openocd-driver/json.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/sfdp/sfdp-dumps.hpp"
#include "tests/unit/openocd-driver/driver-bench.hpp"

using namespace xspi;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {
constexpr std::uint32_t kEnd = 32u << 20;

// SST26VF064B as power comes: every write-lock bit is set (DS20005119, block-protection register).
void fit_sst26(OctalChipFake& chip) {
    chip.identity = 0xBF2643;
    chip.sfdp = sfdp_dump("sst26vf064b").bytes;
    chip.locks.assign(18, 0xFF);
    chip.locks[0] = chip.locks[1] = 0x55;
}
} // namespace

TEST_CASE("A job that touches protected blocks is refused before anything is erased", "[protection]") {
    DriverBench bench;
    bench.chip().status = 0x0C; // BP = 3: the last 256 KiB
    CHECK_THROWS_WITH(bench.program({{0x71FC0000, some_bytes(10)}}), StartsWith("XSPI-0602: "));
    CHECK_THROWS_WITH(bench.program({{0x71FBFFF0, some_bytes(100)}}), StartsWith("XSPI-0602: "));
    CHECK(bench.chip().programs == 0);
    CHECK(bench.chip().erases == 0);
    bench.program({{0x71FBFF00, some_bytes(256)}}); // ends right before
    CHECK(bench.chip().programs == 1);
}

TEST_CASE("A protected bank refuses the job for the other one as well", "[protection]") {
    DriverBench bench;
    bench.chip().status = 0x3C;
    const auto before = bench.internal();
    CHECK_THROWS_WITH(bench.program({{0x08000000, some_bytes(64)}, {0x70000000, some_bytes(64)}}),
                      StartsWith("XSPI-0602: "));
    CHECK(bench.internal() == before);
}

TEST_CASE("Protection is lifted only when asked, as far as bits can, and says that it lasts",
          "[protection]") {
    DriverBench bench;
    bench.chip().status = 0x0C;
    const std::string said = bench.programmer.access.protect(*bench.ext, {0, kEnd}, false);
    CHECK(said.find("non-volatile") != std::string::npos);
    CHECK(bench.chip().status == 0);
    CHECK(bench.programmer.access.protect(*bench.ext, {kEnd - 65536, 65536}, true).find("BP = 1") !=
          std::string::npos);
    CHECK(bench.chip().status == 0x04);
    CHECK_THROWS_WITH(bench.programmer.access.protect(*bench.ext, {0, 65536}, true),
                      StartsWith("XSPI-0603: "));
    CHECK(bench.chip().status == 0x04);
}

TEST_CASE("What is said of protection names addresses, not places in the chip", "[protection]") {
    DriverBench bench;
    CHECK_THAT(bench.programmer.access.protect(*bench.ext, {kEnd - 65536, 65536}, true),
               StartsWith("0x71FF0000 to 0x71FFFFFF is protected"));
    CHECK_THROWS_WITH(bench.programmer.access.protect(*bench.ext, {0, 65536}, true),
                      ContainsSubstring("The smallest range that holds it: 0x70000000 to 0x71FFFFFF"));
}

TEST_CASE("Protection that stays in spite of a write is told", "[protection]") {
    DriverBench bench;
    bench.chip().status = 0x3C;
    bench.chip().status_is_locked = true;
    CHECK_THROWS_WITH(bench.programmer.access.protect(*bench.ext, {0, kEnd}, false),
                      StartsWith("XSPI-0605: "));
}

TEST_CASE("With WPSEL every block has a bit of its own, and lifting it is volatile", "[protection]") {
    DriverBench bench;
    bench.chip().security = 0x80;
    bench.chip().dpb_locked = true;
    CHECK_THROWS_WITH(bench.program({{0x70000000, some_bytes(10)}}), StartsWith("XSPI-0602: "));
    CHECK(bench.programmer.access.protect(*bench.ext, {0, 4096}, false).find(": volatile") !=
          std::string::npos);
    bench.program({{0x70000000, some_bytes(10)}});
    // A reset of the board: the chip's bits may be back, and what was lifted is lifted again.
    bench.chip().dpb_locked = true;
    bench.programmer.run.target_ran(bench.bridge.cpu(), true);
    bench.program({{0x70000000, some_bytes(20)}});
}

TEST_CASE("SST26 is locked when power comes: a job lifts that and puts it back", "[protection]") {
    DriverBench bench("flash ext");
    fit_sst26(bench.chip());
    const auto power_up = bench.chip().locks;
    auto& memory = bench.chip().memory;
    for (std::size_t i = 0; i < 8u << 20; ++i) memory[i] = std::uint8_t(i * 7 + (i >> 8));
    auto expected = memory;
    const auto head = some_bytes(100'000), tail = some_bytes(70'000, 9);
    const std::uint32_t tail_at = (8u << 20) - 70'003;
    std::copy(head.begin(), head.end(), expected.begin() + 5);
    std::copy(tail.begin(), tail.end(), expected.begin() + tail_at);
    bench.program({{0x70000005, head}, {0x70000000 + tail_at, tail}});
    CHECK(bench.chip().erases > 3);
    CHECK_THAT(bench.programmer.access.info(*bench.ext), ContainsSubstring("differ by address"));
    CHECK(bench.ext->memory->facts()["regions"].size() == 5);
    CHECK((memory == expected));
    CHECK(bench.chip().mapped); // after the locks, too
    CHECK(bench.chip().locks == power_up);
}

TEST_CASE("SST26: what is asked for stays until the chip loses its supply", "[protection]") {
    DriverBench bench("flash ext");
    fit_sst26(bench.chip());
    const auto power_up = bench.chip().locks;
    const std::string said = bench.programmer.access.protect(*bench.ext, {0, 8192}, false);
    CHECK_THAT(said, ContainsSubstring("volatile"));
    CHECK(bench.chip().locks[1] == 0x54); // bit 128
    CHECK(bench.chip().locks != power_up);
    bench.program({{0x70000000, some_bytes(10)}});
    CHECK(bench.chip().locks[1] == 0x54);
    bench.programmer.access.protect(*bench.ext, {0, 8192}, true);
    CHECK(bench.chip().locks == power_up);
    CHECK(bench.programmer.access.protected_sectors(*bench.ext, 65536, 128) == std::vector<bool>(128, true));
}

TEST_CASE("SST26: a register that is locked down refuses the job by name", "[protection]") {
    DriverBench bench("flash ext");
    fit_sst26(bench.chip());
    bench.chip().locks_are_down = true;
    CHECK_THROWS_WITH(bench.program({{0x70000000, some_bytes(10)}}), StartsWith("XSPI-0602: "));
    CHECK_THROWS_WITH(bench.programmer.access.protect(*bench.ext, {0, 8192}, false),
                      StartsWith("XSPI-0605: "));
    CHECK(bench.chip().programs == 0);
}

TEST_CASE("ISSI: block-protect bits are read and lifted", "[protection]") {
    DriverBench bench("flash ext");
    bench.chip().identity = 0x9D5A19;
    bench.chip().status = 0x0C; // BP = 3: the last 256 KiB
    CHECK_THROWS_WITH(bench.program({{0x71FC0000, some_bytes(10)}}), StartsWith("XSPI-0602: "));
    bench.programmer.access.protect(*bench.ext, {0, kEnd}, false);
    CHECK(bench.chip().status == 0);
}

TEST_CASE("A chip whose way to protect blocks is not known is left as it is", "[protection]") {
    DriverBench bench("flash ext");
    bench.chip().identity = 0x1F6019;
    CHECK_THROWS_WITH(bench.programmer.access.protect(*bench.ext, {0, kEnd}, true),
                      StartsWith("XSPI-0606: "));
    CHECK(bench.programmer.access.protected_sectors(*bench.ext, 65536, kEnd / 65536) ==
          std::vector<bool>(kEnd / 65536));
}

// W25Q256: SR3 is read by 15h, which the fake answers with `configuration`; bit 2 is WPS.
TEST_CASE("Winbond above 16 MiB: locks that are not read refuse the job before anything is erased",
          "[protection]") {
    DriverBench bench("flash ext");
    bench.chip().identity = 0xEF4019;
    bench.chip().configuration = 0x04;
    CHECK_THROWS_WITH(bench.program({{0x70000000, some_bytes(10)}}),
                      StartsWith("XSPI-0608: ") && ContainsSubstring("WPS = 1"));
    CHECK((bench.chip().erases == 0 && bench.chip().programs == 0));
    CHECK(bench.ext->memory->facts()["protection"]["known"] == false);
    bench.chip().configuration = 0;
    bench.program({{0x70000000, some_bytes(10)}});
    CHECK(bench.chip().programs == 1);
}

TEST_CASE("Which sectors are protected is told one by one", "[protection]") {
    DriverBench bench;
    bench.chip().status = 0x04;
    const auto locked = bench.programmer.access.protected_sectors(*bench.ext, 4096, kEnd / 4096);
    CHECK_FALSE(locked[kEnd / 4096 - 17]);
    CHECK(locked[kEnd / 4096 - 16]);
    CHECK(locked[kEnd / 4096 - 1]);
}

TEST_CASE("The notice about XSPI2_HSLV comes once in a session, and clocks above what is safe are refused",
          "[speed]") {
    DriverBench bench;
    bench.bridge.fake.registers.option_word1 = 0;
    bench.programmer.access.probe(*bench.ext);
    bench.programmer.run.target_ran(bench.bridge.cpu(), true);
    bench.programmer.access.probe(*bench.ext);
    const std::string warned = bench.bridge.logged(BRIDGE_WARNING);
    const auto first = warned.find("XSPI-0410");
    REQUIRE(first != std::string::npos);
    CHECK(warned.find("XSPI-0410", first + 1) == std::string::npos);
    CHECK_THROWS_WITH(bench.programmer.access.limit_clock(*bench.ext, 200'000'000),
                      StartsWith("XSPI-0408: "));
    CHECK_THROWS_WITH(bench.programmer.access.limit_clock(*bench.ext, 201'000'000),
                      StartsWith("XSPI-0407: "));
    bench.bridge.fake.registers.option_word1 = 1u << 9; // XSPI2_HSLV: the port could
    CHECK_THROWS_WITH(bench.programmer.access.limit_clock(*bench.ext, 200'000'000),
                      StartsWith("XSPI-0409: "));
    bench.programmer.access.limit_clock(*bench.ext, 33'000'000);
    CHECK(bench.ext->memory->clock_hz() == 25'000'000); // an even division of HCLK5
}
