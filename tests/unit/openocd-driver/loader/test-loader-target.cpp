#include "flash-library/devices/families.hpp"
#include "openocd-driver/loader/loader-target.hpp"

#include "openocd-driver/loader/thumb-code.hpp"
#include "tests/unit/openocd-driver/loader/loader-bench.hpp"

using namespace loader_bench;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

template <typename Work> std::string problem(Work&& work) {
    try {
        work();
    } catch (const LoaderProblem& problem) { return fmt::format("{}: {}", problem.id, problem.words); }
    return "none";
}

std::string foreign(const char* mcu, std::vector<std::uint32_t> blocks) {
    Loader loader;
    loader.habits.peripherals = std::move(blocks);
    return problem([&] { require_family(loader, *find_family(mcu)); });
}

LoaderMemory memory(std::uint64_t size, std::uint32_t count, std::uint32_t sector) {
    LoaderMemory memory;
    memory.size = size;
    memory.sectors = {{0, sector, count}};
    return memory;
}

using Sizes = std::vector<std::uint32_t>;

} // namespace

TEST_CASE("Whose clock control its code reaches for, that family's it is", "[loader]") {
    constexpr std::uint32_t kF4 = 0x40023800, kH7 = 0x58024400, kL4 = 0x40021000;
    CHECK(foreign("STM32H750VB", {0x40013000, 0x52005000, kH7}) == "none");
    CHECK(foreign("STM32F746NG", {kL4, kF4, 0xA0001000}) == "none"); // 0x40021000 is its GPIOE
    CHECK(foreign("STM32H750VB", {}) == "none");
    CHECK_THAT(foreign("STM32H750VB", {kF4, 0xA0001000}),
               StartsWith("XSPI-1332: it is for another microcontroller"));
    CHECK_THAT(foreign("STM32F746NG", {0x58000000, kH7}), ContainsSubstring("0x58024400, RCC of STM32H7"));
    CHECK_THAT(foreign("STM32F746NG", {kL4}), StartsWith("XSPI-1332"));
    CHECK_THAT(foreign("STM32F746NG", {kF4, 0x42470000}), ContainsSubstring("bit-band"));
    CHECK(foreign("STM32F407VE", {kF4, 0x42470000}) == "none");
    CHECK_THAT(foreign("STM32H750VB", {0x52005000, 0x5200B400, kH7}), ContainsSubstring("OCTOSPIM"));
    CHECK(foreign("STM32H7S3L8", {0x52005000, 0x5200B400, kH7}) == "none");
}

TEST_CASE("Peripherals are seen in literals and in pairs of MOVW and MOVT", "[loader]") {
    LoaderHabits habits;
    //  LDR r0, [pc, #4]; MOVW r1, #0x5014; MOVT r1, #0x5200; .word 0x580244D4
    const std::vector<std::uint8_t> code{0x02, 0x48, 0x00, 0xBF, 0x45, 0xF2, 0x14, 0x01,
                                         0xC5, 0xF2, 0x00, 0x21, 0xD4, 0x44, 0x02, 0x58};
    look_at_code(code, {}, habits);
    CHECK(habits.peripherals == std::vector<std::uint32_t>{0x52005000, 0x58024400});
}

TEST_CASE("Of several algorithms the one at the bank's address is taken", "[loader]") {
    std::vector<Loader> two(2);
    two[0].memory.base = 0x08000000;
    two[1].memory.base = 0x90000000;
    CHECK(choose_loader(two, 0x90000000).memory.base == 0x90000000);
    CHECK_THAT(problem([&] { choose_loader(two, 0x70000000); }),
               StartsWith("XSPI-1334: it programs a memory at 0x08000000, 0x90000000"));
    CHECK_THAT(problem([&] { choose_loader(two, 0); }), StartsWith("XSPI-1334: it holds 2 algorithms"));
    Elf none = stldr();
    none.remove("Write");
    CHECK_THAT(problem([&] { choose_loader({read(none)}, 0); }), StartsWith("XSPI-1310"));
}

TEST_CASE("A size that is no number of sectors is none", "[loader]") {
    CHECK(possible_sizes(memory(0x1000000, 256, 0x10000), {}) == Sizes{0x1000000});
    CHECK(possible_sizes(memory(0x1000000, 16, 0x10000), {}) == Sizes{0x100000, 0x1000000});
    CHECK(possible_sizes(memory(0x3D0900, 1024, 0x10000), {}) == Sizes{0x4000000});
    CHECK(possible_sizes(memory(0x1000000, 16, 0x10000), {0x800000, {}}) == Sizes{0x800000});
    CHECK(possible_sizes(memory(0x1000000, 16, 0x10000), {0, {{0, 4096}}}) == Sizes{0x1000000});
    CHECK_THAT(problem([] {
                   possible_sizes(memory(0x1000000, 16, 0x10000), {0x1001, {}});
               }),
               StartsWith("XSPI-1342"));
}

TEST_CASE("The last sectors go on to the memory's end", "[loader]") {
    const auto over = [](const LoaderSaid& said, std::uint32_t size) {
        std::string text;
        for (const LoaderSectors& each : sectors_over(memory(0x1000000, 16, 0x10000), said, size))
            text += fmt::format("{}x{}@{:X} ", each.count, each.size, each.offset);
        return text;
    };
    CHECK(over({}, 0x1000000) == "256x65536@0 ");
    CHECK(over({}, 0x80000) == "8x65536@0 ");
    CHECK(over({0, {{8, 8192}, {0, 65536}}}, 0x100000) == "8x8192@0 15x65536@10000 ");
    CHECK(over({0, {{8, 8192}, {2, 65536}}}, 0x10000) == "8x8192@0 ");
}
