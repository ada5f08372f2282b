#include "openocd-driver/loader/thumb-code.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/loader/loader-maker.hpp"

using namespace xspi;

namespace {

LoaderHabits habits_of(const std::vector<std::uint16_t>& code,
                       const std::vector<std::size_t>& functions = {}) {
    loader_maker::Bytes bytes;
    for (const std::uint16_t half : code) loader_maker::put(bytes, bytes.size(), half, 2);
    LoaderHabits habits;
    look_at_code(bytes, functions, habits);
    return habits;
}

constexpr std::uint16_t kReturn = 0x4770, kNop = 0xBF00;

} // namespace

TEST_CASE("R9 that a function uses and does not set is a static base", "[loader]") {
    // LDR R0, [PC, #0]; ADD R0, R9; .word 0x124
    const LoaderHabits literal = habits_of({0x4800, 0x4448, 0x0124, 0x0000});
    CHECK(literal.static_base);
    CHECK(literal.static_reach == 0x128);
    // MOVW R4, #16; MOVT R4, #0; STR.W R1, [R9, R4]
    const LoaderHabits indexed = habits_of({0xF240, 0x0410, 0xF2C0, 0x0400, 0xF849, 0x1004});
    CHECK(indexed.static_base);
    CHECK(indexed.static_reach == 20);
    CHECK(habits_of({0xF8D9, 0x0030}).static_reach == 0x34); // LDR.W R0, [R9, #0x30]
    CHECK(habits_of({0xEB09, 0x0100}).static_base);          // ADD.W R1, R9, R0
}

TEST_CASE("R9 that a function saves is a variable of its own", "[loader]") {
    CHECK_FALSE(habits_of({0xE92D, 0x47F0, 0x4800, 0x4448, 0x0124, 0x0000}).static_base);
    CHECK_FALSE(habits_of({0x4681, 0x4448}).static_base);                 // MOV R9, R0
    CHECK_FALSE(habits_of({0xF8DF, 0x9004, 0xF8D9, 0x0000}).static_base); // LDR.W R9, [PC, #4]
    // In the next function it may be one.
    const std::vector<std::uint16_t> two{0xE92D, 0x47F0, 0x4448, kReturn, 0x4448, kReturn};
    CHECK(habits_of(two, {0, 8}).static_base);
    CHECK_FALSE(habits_of(two, {0}).static_base);
}

TEST_CASE("A word that code loads is no code", "[loader]") {
    // LDR R1, [PC, #0]; BX LR; .word 0x4448B662: CPSIE i, ADD R0, R9
    const LoaderHabits habits = habits_of({0x4900, kReturn, 0xB662, 0x4448});
    CHECK_FALSE(habits.enables_interrupts);
    CHECK_FALSE(habits.static_base);
    CHECK(habits_of({0xB662}).enables_interrupts);
    CHECK_FALSE(habits_of({0xB672}).enables_interrupts); // CPSID i
}

TEST_CASE("FPU, cycle counter and SysTick are seen", "[loader]") {
    CHECK(habits_of({0xED9F, 0x0A01, kNop, kNop, 0x0000, 0x3F80}).floating_point); // VLDR S0, [PC, #4]
    CHECK(habits_of({0xEE30, 0x0A20}).floating_point);                             // VADD.F32
    CHECK_FALSE(habits_of({0xEE11, 0x0F10}).floating_point);                       // MRC p15
    CHECK_FALSE(habits_of({0x4800, kReturn, 0x1000, 0xE000}).tick);
    CHECK(habits_of({0x4800, kReturn, 0x1004, 0xE000}).cycle_counter);
    CHECK(habits_of({0x4800, kReturn, 0xE010, 0xE000}).tick);
}
