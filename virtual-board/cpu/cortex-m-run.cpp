// The course of time: instructions between events, and what stops them.
#include "cpu/cortex-m.hpp"

#include <algorithm>
#include <cstring>

namespace vb {

namespace {
constexpr std::uint32_t kLockupPc = 0xEFFFFFFE;
}

Picoseconds CortexM::horizon() const {
    return std::max(timeline_.now(), std::min(timeline_.next_event(), to_));
}

void CortexM::run_until(Picoseconds to) {
    to_ = to;
    for (;;) {
        settle();
        wake_if_due(); // a line may have changed between two calls
        if (!counting() || mode_ == Mode::Sleeping) {
            if (!pass_idle()) return;
            continue;
        }
        Picoseconds limit = horizon();
        if (clock_.time_at(engine_.cycles()) < limit) {
            execute();
            continue;
        }
        timeline_.advance_to(limit);
        if (limit >= to) return;
    }
}

// Everything that was asked for while Unicorn ran, and can only be done while it does not.
void CortexM::settle() {
    undo_stores();
    for (std::size_t n = 0; n < changes_.size(); ++n) apply_change(changes_[n]);
    changes_.clear();
    if (reset_requested_ && mode_ != Mode::Off) {
        reset_requested_ = false; // the peripherals' resets may come back here
        if (config_.on_system_reset) config_.on_system_reset(false);
        reset_core();
        if (mode_ != Mode::InReset) start_core(); // NRST is held low
    }
    if (core_reset_requested_ && mode_ != Mode::Off && mode_ != Mode::InReset) {
        reset_core();
        start_core();
    }
    if (core_running() && debug_.halt_wanted()) enter_halt(kDfsrHalted);
    refresh_clock();
}

void CortexM::refresh_clock() {
    std::uint64_t hz = config_.core_hz ? config_.core_hz() : 0;
    if (hz == clock_.hz()) return;
    if (clock_.hz() == 0) clock_.skip_to(engine_.cycles(), timeline_.now());
    clock_.set_hz(engine_.cycles(), hz);
    systick_.clock_changed();
}

void CortexM::refresh_traps() {
    // Unicorn's Cortex-M7 always has an FPU of double precision.
    bool coprocessor = !system_.fpu_enabled(engine_.privileged()) || (!config_.double_precision && !is_m4());
    if (coprocessor != traps_coprocessor_) engine_.trap_coprocessor(traps_coprocessor_ = coprocessor);
    if (system_.divide_traps() != traps_divide_) engine_.trap_divide(traps_divide_ = !traps_divide_);
}

void CortexM::undo_stores() {
    for (auto each = undo_.rbegin(); each != undo_.rend(); ++each) {
        std::memcpy(each->at, each->bytes.data(), each->size);
        engine_.forget_code(each->address, each->size);
    }
    undo_.clear();
}

// Time without instructions, up to the next event. False: `to_` is reached.
bool CortexM::pass_idle() {
    Picoseconds limit = horizon();
    if (counting()) {
        engine_.set_cycles(std::max(engine_.cycles(), clock_.cycle_at(limit)));
    } else {
        clock_.skip_to(engine_.cycles(), limit);
    }
    timeline_.advance_to(limit);
    wake_if_due();
    return limit < to_;
}

void CortexM::wake_if_due() {
    if (mode_ != Mode::Sleeping) return;
    bool event =
        waits_for_event_ && (event_register_ || (system_.event_on_pend() && nvic_.take_pended_event()));
    bool interrupt = waits_for_event_ ? exceptions_.preempting().has_value() : exceptions_.wakes();
    if (!event && !interrupt) return;
    if (event) event_register_ = false;
    set_mode(Mode::Running);
}

std::optional<unsigned> CortexM::next_exception() const {
    auto next = exceptions_.preempting();
    // C_MASKINTS holds back PendSV, SysTick and the external interrupts.
    if (next && debug_.interrupts_masked() && *next >= kPendSv) return std::nullopt;
    return next;
}

void CortexM::execute() {
    clock_.rebase(engine_.cycles());
    if (auto exception = next_exception()) {
        polling_.disturb();
        conclude(exceptions_.enter(*exception, engine_.pc()), 0);
        if (stepping_ && mode_ == Mode::Running) enter_halt(kDfsrHalted);
        return;
    }
    refresh_traps();
    engine_.forget_window();
    engine_.set_limit(stepping_ ? 0 : clock_.cycle_at(horizon()));
    handle(engine_.run());
    if (mode_ == Mode::Running && step_is_done()) enter_halt(kDfsrHalted);
}

// Before the instruction at `pc`. Called when the cycle limit is reached or something asked for attention.
bool CortexM::boundary(std::uint32_t) {
    if (fault_ || !undo_.empty() || !changes_.empty() || reset_requested_ || core_reset_requested_ ||
        debug_event_ || step_is_done())
        return true;
    if (core_running() && debug_.halt_wanted()) return true;
    if (!config_.core_hz || config_.core_hz() != clock_.hz()) return true;
    if (next_exception()) return true;
    std::uint64_t limit = clock_.cycle_at(horizon());
    if (engine_.cycles() >= limit) return true;
    refresh_traps();
    engine_.set_limit(stepping_ ? 0 : limit);
    return false;
}

FetchWindow CortexM::fetch_window(std::uint32_t pc, bool& stop) {
    MemoryRegion* region = bus_.region_at(pc);
    if (!region) return {pc, 0, nullptr, 0, costs_.instruction};
    if (!region->executable) {
        flag_fault(kBusFault, kIbusErr, pc);
        return {pc, 0, nullptr, 0, costs_.instruction};
    }
    std::uint32_t offset = pc - region->base;
    FetchWindow window{pc, 0, region->bytes.data() + offset, std::uint32_t(region->bytes.size()) - offset,
                       costs_.instruction + (region->is_external_flash ? costs_.external_fetch : 0)};
    bool resumed_here = stepping_ && !step_is_done();
    if (debug_.enabled() && !resumed_here) {
        if (fpb_.matches(pc)) debug_event_ |= kDfsrBkpt;
        if (dwt_.matches_pc(pc)) debug_event_ |= kDfsrDwtTrap;
        if (debug_event_) {
            attention(); // an IT block is finished first
            stop = true;
            return window;
        }
    }
    if (region->is_external_flash && !entered_external_) entered_external_ = clock_.time_at(engine_.cycles());
    std::uint32_t next =
        debug_.enabled() ? std::min(fpb_.next_above(pc), dwt_.next_pc_above(pc)) : 0xFFFFFFFF;
    window.size = std::min(window.available, next - pc);
    return window;
}

// ---- why the engine stopped

void CortexM::handle(const StopReport& report) {
    if (fault_) return deliver_fault();
    if (debug_event_) return enter_halt(debug_event_);
    switch (report.why) {
    case Stop::Boundary:
    case Stop::Yield: break;
    case Stop::SupervisorCall: conclude(exceptions_.raise(kSvCall, engine_.pc()), 0); break;
    case Stop::Breakpoint: break_instruction(); break;
    case Stop::ExceptionReturn: leave_exception(); break;
    case Stop::Undefined: fault(kUsageFault, kUndefInstr); break;
    case Stop::NoCoprocessor: fault(kUsageFault, kNoCp); break;
    case Stop::InvalidState: fault(kUsageFault, kInvState); break;
    case Stop::Unaligned: fault(kUsageFault, kUnaligned); break;
    case Stop::FetchDenied: fault(kMemManage, kIaccviol); break;
    case Stop::FetchFault: fault(kBusFault, kIbusErr); break;
    case Stop::DataFault:
        system_.record_bus_fault(0, report.address);
        fault(kBusFault, kPrecisErr);
        break;
    case Stop::WaitForInterrupt: wait_for_interrupt(); break;
    case Stop::WaitForEvent: wait_for_event(); break;
    }
}

void CortexM::fault(unsigned exception, std::uint32_t status) {
    system_.record_fault(status);
    conclude(exceptions_.raise(exception, engine_.pc()), status);
}

// A fault that a callback noticed: the instruction is taken back before the handler sees anything.
void CortexM::deliver_fault() {
    PendingFault pending = *fault_;
    fault_.reset();
    undo_stores();
    engine_.restore(pending.registers);
    if (pending.status & kPrecisErr) system_.record_bus_fault(0, pending.address);
    fault(pending.exception, pending.status);
}

void CortexM::break_instruction() {
    if (debug_.enabled()) return enter_halt(kDfsrBkpt);
    debug_.note_event(kDfsrBkpt);
    if (debug_.monitor_enabled()) {
        nvic_.enable(kDebugMonitor, true);
        if (nvic_.group_priority(kDebugMonitor) < exceptions_.execution_priority())
            return conclude(exceptions_.raise(kDebugMonitor, engine_.pc()), 0);
    }
    system_.record_hard_fault(kDebugEvt);
    conclude(exceptions_.raise(kHardFault, engine_.pc()), 0);
}

void CortexM::conclude(Exceptions::Outcome outcome, std::uint32_t status) {
    polling_.disturb();
    if (exceptions_.take_event()) event_register_ = true;
    if (outcome == Exceptions::Outcome::Lockup) {
        engine_.set_pc(kLockupPc);
        set_mode(Mode::LockedUp);
        return;
    }
    if (debug_.catches(exceptions_.last_entered(), status)) enter_halt(kDfsrVcatch);
}

void CortexM::leave_exception() {
    unsigned before = exceptions_.last_entered();
    auto outcome = exceptions_.leave(engine_.pc() | 1);
    if (exceptions_.take_event()) event_register_ = true;
    polling_.disturb();
    if (outcome == Exceptions::Outcome::Lockup || exceptions_.last_entered() != before)
        return conclude(outcome, 0);
    if (system_.sleep_on_exit() && !engine_.handler_mode()) wait_for_interrupt();
}

void CortexM::wait_for_interrupt() {
    if (stepping_ || exceptions_.wakes()) return;
    waits_for_event_ = false;
    set_mode(Mode::Sleeping);
}

void CortexM::wait_for_event() {
    if (event_register_ || stepping_) {
        event_register_ = false;
        return;
    }
    nvic_.take_pended_event();
    waits_for_event_ = true;
    set_mode(Mode::Sleeping);
    wake_if_due();
}

} // namespace vb
