// The flash-test, started in RAM by a debugger: core to its full clock, the chip in its own mode at the
// board's clock, tested, put back, mapped as the bootloader leaves it. Ends at a breakpoint with Result
// written; its text goes out over RTT.
#include "firmware/common/carry-out.hpp"
#include "firmware/common/core-registers.hpp"
#include "firmware/common/led.hpp"
#include "firmware/common/rtt.hpp"
#include "firmware/flash-test/entry.hpp"
#include "firmware/flash-test/flash-test.hpp"
#include "firmware/flash-test/speed-table.hpp"
#include "flash-library/core/core-state.hpp"

namespace firmware {

using namespace xspi::flash_test;

namespace {

bool carry_out(const OpList& list, const xspi::Timebase& timebase, Verdict& verdict, TestError error) {
    Text why;
    if (firmware::carry_out({list.ops.data(), list.count}, {list.steps.data(), list.count}, timebase, why))
        return true;
    return verdict.fail(error, why);
}

// As the bootloader chooses it.
bool fast_clock_allowed(const Facts& facts) {
    return facts.fast.high_speed &&
           (facts.option_word == 0 || (xspi::mmio_read32(facts.option_word) & facts.option_bit) != 0);
}

[[gnu::section(".buffers")]] std::uint8_t saved_buffer[kAreaSize];
[[gnu::section(".buffers")]] std::uint8_t work_buffer[kAreaSize];

void test_chip(const Facts& facts, const xspi::FlashClock& clock, const xspi::Timebase& timebase,
               const xspi::WindowGuard& guard, Watch& watch, Verdict& verdict) {
    static ChipUnderTest chip(timebase, facts.connection, clock, guard, watch, verdict);
    static TestArea area(chip, verdict, test_result, {saved_buffer, kAreaSize}, {work_buffer, kAreaSize});
    static FlashTest test(chip, area, timebase, watch, verdict, test_result);
    const bool passed = test.run(test_control.area);
    watch.heed(false);
    const bool restored = area.restore();
    // A good chip is left as the bootloader leaves it, another one as it powers up.
    if (passed && restored)
        (void)chip.map();
    else if (verdict.error() != TestError::NoChip)
        (void)chip.enter_single();
    test_result.progress = 100;
    if (!passed) return;
    for (unsigned row = 0; row < kSpeedRows; ++row)
        if (const Text text = speed_row(test_result.figures, row); !text.view().empty()) say(text);
}

void test_board(const Facts& facts, const xspi::WindowGuard& guard, xspi::Timebase& timebase, Watch& watch,
                Verdict& verdict) {
    if (!carry_out(facts.core_clock, timebase, verdict, TestError::CoreClock)) return;
    timebase.set_core_hz(facts.core_hz);
    test_result.figures.core_hz = facts.core_hz;
    const bool fast = fast_clock_allowed(facts);
    const xspi::FlashClock& clock = fast ? facts.fast : facts.slow;
    if (!fast && facts.fast.hz > facts.slow.hz)
        say(Text() << "the flash runs at " << clock.hz / 1'000'000 << " MHz instead of "
                   << facts.fast.hz / 1'000'000 << " MHz: the option bit XSPIx_HSLV of its port is not set");
    if (!carry_out(fast ? facts.fast_port : facts.slow_port, timebase, verdict, TestError::FlashPort)) return;
    test_chip(facts, clock, timebase, guard, watch, verdict);
}

State state_of(const Verdict& verdict) {
    if (verdict.ok()) return State::Passed;
    return verdict.error() == TestError::Stopped && test_result.area_state != AreaState::Lost ? State::Stopped
                                                                                              : State::Failed;
}

} // namespace

// The state goes last: who sees it finds the rest written.
void end_test(State state) {
    test_result.checksum = result_checksum(test_result, state);
    xspi::mmio_barrier();
    test_result.state = state;
    xspi::mmio_barrier();
}

// Without a debugger there is nobody to hand the core to, and a breakpoint would be a fault.
void halt() {
    for (;;)
        if ((xspi::mmio_read32(DHCSR) & DHCSR_C_DEBUGEN) != 0) asm volatile("bkpt #0");
}

void run_flash_test() {
    static xspi::CoreState core;
    core.take_over(reinterpret_cast<std::uintptr_t>(&flash_test_vectors));
    static const xspi::WindowGuard guard;
    guard.start(test_facts.closed);
    rtt::start();
    test_result = {};
    test_result.magic = kMagic;
    test_result.state = State::Running;
    xspi::mmio_barrier();

    static xspi::Timebase timebase(test_facts.initial_core_hz);
    timebase.start();
    static Watch watch(test_facts, test_control, test_result);
    static Verdict verdict(test_result, lines_of(test_facts.connection));
    const Led running(test_facts.running_led), failed(test_facts.failed_led);
    running.start();
    failed.start();
    running.set(true);
    say(Text() << "flash-test on " << std::string_view(test_facts.board.data()));
    test_board(test_facts, guard, timebase, watch, verdict);
    running.set(false);
    failed.set(!verdict.ok());
    verdict.publish();
    if (verdict.ok()) say(Text() << "passed");

    core.restore();
    end_test(state_of(verdict));
    halt();
}

} // namespace firmware
