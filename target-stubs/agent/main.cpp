// The parts, put together. They are made in run() and not before: there is no C++ start-up.
#include "flash-library/controllers/any-controller.hpp"
#include "flash-library/core/core-state.hpp"
#include "flash-library/core/mmio.hpp"
#include "flash-library/core/window-guard.hpp"
#include "flash-library/nor/guarded-controller.hpp"
#include "target-stubs/agent/agent.hpp"
#include "target-stubs/agent/entry.hpp"

namespace xspi::agent {

namespace {
constexpr std::uint32_t kCanary = 0xC0FFEE57;
constexpr std::uint32_t kIdleSpin =
    500; // between two looks at the doorbell: 2 us at 600 MHz, 16 us at 64 MHz
constexpr std::uint32_t kCoreHz = 600'000'000; // the fastest there is, until the host's word counts

std::uintptr_t canary() { return reinterpret_cast<std::uintptr_t>(&stack_bottom); }

void stop_on_overflow(Agent& agent) {
    if (mmio_read32(canary()) == kCanary) return;
    agent.report(failure(AgentError::StackOverflow));
    halt();
}
} // namespace

// BKPT hands the core to the probe; if the host lets it run again there is nothing more to do.
void halt() {
    for (;;) asm volatile("bkpt #0");
}

void run() {
    static CoreState core;
    mmio_write32(canary(), kCanary);
    core.take_over(reinterpret_cast<std::uintptr_t>(&vector_table));

    static const WindowGuard guard;
    guard.start(mailbox.closed);
    static Timebase timebase(kCoreHz);
    timebase.start();

    static Pulse pulse(mailbox);
    static ControllerFor<AGENT_KINDS> controller(timebase); // target-stubs/agents.txt
    static GuardedController guarded(controller, guard);
    static NorMemory external(guarded, timebase, pulse);
    static Stm32h7rsFlash internal(timebase, pulse);
    static Agent agent(mailbox, timebase, pulse, external, internal,
                       {reinterpret_cast<std::uint8_t*>(mailbox.ring_base), mailbox.ring_size});
    for (auto step = agent.step(); step != Agent::Step::Stopped; step = agent.step()) {
        stop_on_overflow(agent);
        if (step == Agent::Step::Idle) spin(kIdleSpin);
    }
    core.restore();
    halt();
}

} // namespace xspi::agent
