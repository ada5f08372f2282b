#include "flash-library/bring-up/run-register-ops.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/core/mmio-fake.hpp"

#include <array>
#include <map>
#include <vector>

using namespace xspi;

namespace {
constexpr std::uint32_t RCC_CR = 0x58024400;

class Registers : public MmioFake {
  public:
    std::uint32_t read(std::uintptr_t address, unsigned bytes) override {
        ++reads;
        widths.push_back(bytes);
        if (address == RCC_CR && ready_after != 0 && --ready_after == 0) words[RCC_CR] |= 1u << 17;
        return words[address];
    }
    void write(std::uintptr_t address, std::uint32_t value, unsigned bytes) override {
        widths.push_back(bytes);
        words[address] = value;
    }
    void barrier() override { ++barriers; }

    std::map<std::uintptr_t, std::uint32_t> words;
    std::vector<unsigned> widths; // of every access, in bytes
    unsigned reads = 0, barriers = 0, ready_after = 0;
};

constexpr RegisterOp wait_hse(std::uint32_t timeout_us) {
    return {RegisterOpKind::Wait, RCC_CR, 1u << 17, 1u << 17, timeout_us};
}
const Timebase timebase(kTestCoreHz);
} // namespace

TEST_CASE("run_register_ops changes only the bits under the mask") {
    Registers registers;
    registers.words[0x100] = 0xFFFF0000;
    const std::array ops{RegisterOp{RegisterOpKind::Modify, 0x100, 0x00FF00FF, 0x00120034, 0}};
    CHECK(run_register_ops(ops, timebase).failed == 1);
    CHECK(registers.words[0x100] == 0xFF120034);
    CHECK(registers.barriers == 1);
}

TEST_CASE("run_register_ops changes a byte without touching its word") {
    Registers registers;
    registers.words[0x101] = 0x3F;
    const std::array ops{RegisterOp{RegisterOpKind::ModifyByte, 0x101, 0x81, 0x80, 0}};
    CHECK(run_register_ops(ops, timebase).failed == 1);
    CHECK(registers.words[0x101] == 0xBE);
    CHECK(registers.widths == std::vector<unsigned>{1, 1});
    CHECK(registers.barriers == 1);
}

TEST_CASE("run_register_ops never reads a write-only register") {
    Registers registers;
    const std::array ops{RegisterOp{RegisterOpKind::WriteOnly, 0x100, 0, 0x45670123, 0}};
    CHECK(run_register_ops(ops, timebase).failed == 1);
    CHECK(registers.words[0x100] == 0x45670123);
    CHECK(registers.reads == 0);
}

TEST_CASE("run_register_ops goes on when the awaited bits come") {
    Registers registers;
    registers.ready_after = 50;
    const std::array ops{wait_hse(1000), RegisterOp{RegisterOpKind::WriteOnly, 0x100, 0, 1, 0}};
    CHECK(run_register_ops(ops, timebase).failed == ops.size());
    CHECK(registers.words[0x100] == 1);
}

TEST_CASE("run_register_ops stops at a wait that runs out of time and says where") {
    Registers registers;
    registers.words[RCC_CR] = 1u << 16;
    const std::array ops{RegisterOp{RegisterOpKind::Delay, 0, 0, 0, 5}, wait_hse(2000),
                         RegisterOp{RegisterOpKind::WriteOnly, 0x100, 0, 1, 0}};
    const RegisterOpsResult result = run_register_ops(ops, timebase);
    CHECK(result.failed == 1);
    CHECK(result.value == 1u << 16);
    CHECK(result.elapsed_us >= 2000);
    CHECK(result.elapsed_us < 2100);
    CHECK(registers.words.count(0x100) == 0);
}

TEST_CASE("run_register_ops looks at a register at least once, even with no time to wait") {
    Registers registers;
    registers.words[RCC_CR] = 1u << 17;
    const std::array ops{wait_hse(0)};
    CHECK(run_register_ops(ops, timebase).failed == 1);
}

TEST_CASE("run_register_ops waits at least as long as a delay says") {
    Registers registers;
    const std::uint64_t before = registers.cycles;
    const std::array ops{RegisterOp{RegisterOpKind::Delay, 0, 0, 0, 300}};
    CHECK(run_register_ops(ops, timebase).failed == 1);
    CHECK((registers.cycles - before) / 600 >= 300);
}

TEST_CASE("A Deadline outlasts many turns of the cycle counter") {
    Registers registers;
    registers.cycles_per_look = 600'000'000; // a second
    Deadline deadline(timebase, 60'000'000);
    unsigned seconds = 0;
    while (!deadline.passed()) ++seconds;
    CHECK(seconds == 60);
}
