// Erase and program on a chip with its own page, its own times and its own failures.
#include "flash-library/nor/nor-flash.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/nor/chip-fake.hpp"

#include <algorithm>
#include <functional>

using namespace xspi;

namespace {
// Time alone: DWT_CYCCNT; no other register is touched.
struct Clock final : MmioFake {
    std::uint32_t read(std::uintptr_t, unsigned) override { return 0; }
    void write(std::uintptr_t, std::uint32_t, unsigned) override {}
};

struct Watch final : NorObserver {
    void beat() override { ++heartbeat; }
    bool stop_requested() override { return stop_after != 0 && pages >= stop_after; }
    void spare() override { on_spare(); }
    void at(std::uint32_t bytes) override { position = bytes; }
    void erased() override { ++erases; }
    void page_programmed() override { ++pages; }
    unsigned heartbeat = 0, erases = 0, pages = 0, position = 0, stop_after = 0;
    std::function<void()> on_spare = [] {};
};

struct NorBench {
    explicit NorBench(bool even_only = false) { REQUIRE(flash.configure(ChipFake::setup(even_only)).ok()); }
    ~NorBench() { CHECK(chip.mistakes == std::vector<std::string>{}); }
    Clock clock;
    Timebase timebase{kTestCoreHz};
    Watch watch;
    ChipFake chip{clock};
    NorFlash flash{chip, timebase, watch};
};

std::vector<std::uint8_t> pattern(std::size_t length) { // no 0xFF in it
    std::vector<std::uint8_t> bytes(length);
    for (std::size_t i = 0; i < length; ++i) bytes[i] = static_cast<std::uint8_t>(i * 7 % 251);
    return bytes;
}

bool holds(const ChipFake& chip, std::uint32_t address, std::span<const std::uint8_t> data) {
    return std::equal(data.begin(), data.end(), chip.memory.begin() + address);
}
} // namespace

TEST_CASE("Program splits at page borders and leaves everything else alone") {
    NorBench bench;
    const auto data = pattern(600);
    CHECK(bench.flash.program(0x1080, data).ok());
    CHECK(holds(bench.chip, 0x1080, data));
    CHECK(bench.chip.programs == 3);
    CHECK(bench.watch.pages == 3);
    CHECK(bench.watch.position == 600);
    CHECK(bench.chip.memory[0x107F] == 0xFF);
    CHECK(bench.chip.memory[0x1080 + 600] == 0xFF);
}

TEST_CASE("What is done while the chip works takes no time of its own") {
    constexpr std::uint64_t kCyclesPerUs = kTestCoreHz / 1'000'000;
    NorBench bench;
    unsigned spares = 0;
    bench.watch.on_spare = [&] {
        ++spares;
        bench.clock.cycles += ChipFake::kPageUs * 2 / 3 * kCyclesPerUs;
    };
    const std::uint64_t began = bench.clock.cycles;
    CHECK(bench.flash.program(0, pattern(256)).ok());
    CHECK(spares == 1);
    CHECK((bench.clock.cycles - began) / kCyclesPerUs < ChipFake::kPageUs * 11 / 10);
}

TEST_CASE("Program skips pages of 0xFF") {
    NorBench bench;
    auto data = pattern(768);
    std::fill_n(data.begin() + 256, 256, std::uint8_t{0xFF});
    CHECK(bench.flash.program(0, data).ok());
    CHECK(bench.chip.programs == 2);
    CHECK(bench.watch.pages == 2);
}

TEST_CASE("Program pads to pairs with 0xFF where the chip wants even addresses and lengths") {
    const std::uint32_t address = GENERATE(0u, 1u, 0xFFu, 0x101u);
    const std::size_t length = GENERATE(1u, 2u, 255u, 256u, 257u);
    NorBench bench(true);
    const auto data = pattern(length);
    CHECK(bench.flash.program(address, data).ok());
    CHECK(holds(bench.chip, address, data));
    CHECK(bench.chip.memory[address + length] == 0xFF);
}

TEST_CASE("Program may clear further bits of what is there") {
    NorBench bench;
    bench.chip.memory[5] = 0xF0;
    const std::array<std::uint8_t, 1> data{0x30};
    CHECK(bench.flash.program(5, data).ok());
    CHECK(bench.chip.memory[5] == 0x30);
}

TEST_CASE("Erase takes the erase type of its size") {
    const std::uint32_t size = GENERATE(ChipFake::kSector, ChipFake::kBlock, ChipFake::kSize);
    NorBench bench;
    std::fill(bench.chip.memory.begin(), bench.chip.memory.end(), std::uint8_t{0});
    const std::uint32_t address = size == ChipFake::kSize ? 0 : size;
    CHECK(bench.flash.erase(address, size).ok());
    CHECK(std::count(bench.chip.memory.begin(), bench.chip.memory.end(), 0xFF) == size);
    CHECK(bench.chip.memory[address] == 0xFF);
    CHECK(bench.watch.heartbeat > 10);
}

TEST_CASE("Half of the typical time passes before the chip is asked") {
    NorBench bench;
    CHECK(bench.flash.erase(0, ChipFake::kSector).ok()); // 25 ms, polled in slices of one
    CHECK(bench.chip.polls >= 11);
    CHECK(bench.chip.polls <= 14);
}

TEST_CASE("Program stops between two pages when it is asked to, and says how far it came") {
    NorBench bench;
    bench.watch.stop_after = 2;
    const auto outcome = bench.flash.program(0, pattern(1024));
    CHECK(outcome.stopped);
    CHECK(outcome.error == NorError::None);
    CHECK(bench.watch.position == 512);
    CHECK(bench.chip.programs == 2);
}

TEST_CASE("A failure carries address, register and time") {
    NorBench bench;
    SECTION("busy past the maximum") {
        bench.chip.stuck_for_us = 10'000'000;
        const auto outcome = bench.flash.erase(0x3000, ChipFake::kSector);
        CHECK(outcome.error == NorError::BusyTimeout);
        CHECK(outcome.address == 0x3000);
        CHECK((outcome.status & 1) == 1);
        CHECK(outcome.elapsed_us >= ChipFake::kSectorMaximumUs);
    }
    SECTION("the chip's fail flag") {
        bench.chip.fail_operations = true;
        const auto outcome = bench.flash.program(0x100, pattern(16));
        CHECK(outcome.error == NorError::ProgramFailed);
        CHECK(outcome.address == 0x100);
        CHECK(outcome.status == 0x60);
        CHECK(bench.watch.pages == 0);
    }
    SECTION("no write enable") {
        bench.chip.ignore_write_enable = true;
        CHECK(bench.flash.program(0, pattern(16)).error == NorError::NotWriteEnabled);
        CHECK(bench.chip.programs == 0);
    }
}

TEST_CASE("An erase that is a write fills one page with 0xFF and leaves its neighbours alone") {
    NorBench bench;
    REQUIRE(bench.flash.configure(ChipFake::eeprom()).ok());
    std::fill(bench.chip.memory.begin(), bench.chip.memory.end(), std::uint8_t{0x5A});
    CHECK(bench.flash.erase(0x300, ChipFake::kPage).ok());
    CHECK(bench.chip.programs == 1);
    CHECK(bench.chip.erases == 0);
    CHECK(bench.watch.erases == 1);
    CHECK(bench.chip.memory[0x2FF] == 0x5A);
    CHECK(bench.chip.memory[0x400] == 0x5A);
    CHECK(holds(bench.chip, 0x300, std::vector<std::uint8_t>(ChipFake::kPage, 0xFF)));
    CHECK(bench.flash.erase(0x300, ChipFake::kSector).error == NorError::BadRequest);
}

TEST_CASE("Only a whole page of a chip that overwrites needs no erase before") {
    NorBench bench;
    CHECK_FALSE(bench.flash.replaces(ChipFake::kPage, ChipFake::kPage)); // it is a NOR flash
    REQUIRE(bench.flash.configure(ChipFake::eeprom()).ok());
    std::fill(bench.chip.memory.begin(), bench.chip.memory.end(), std::uint8_t{0});
    CHECK(bench.flash.replaces(ChipFake::kPage, ChipFake::kPage));
    CHECK_FALSE(bench.flash.replaces(ChipFake::kPage - 1, ChipFake::kPage));
    CHECK_FALSE(bench.flash.replaces(ChipFake::kPage, ChipFake::kSector));
    CHECK(bench.flash.program(0x300, pattern(ChipFake::kPage)).ok());
    CHECK(holds(bench.chip, 0x300, pattern(ChipFake::kPage)));
}
