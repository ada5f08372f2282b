#include "cpu/exceptions.hpp"

#include <algorithm>

namespace vb {

namespace {
constexpr std::uint32_t kThumbBit = 1u << 24, kAlignBit = 1u << 9;
constexpr std::uint32_t kStandardFrame = 0x20, kExtendedFrame = 0x68;
constexpr std::uint32_t kNoFpBit = 1u << 4; // EXC_RETURN: a standard frame
constexpr std::uint32_t kSpsel = 2, kFpca = 4, kNpriv = 1;
} // namespace

int Exceptions::boosted_priority(bool with_primask) const {
    int boost = Nvic::kThreadPriority;
    if (std::uint32_t basepri = engine_.basepri()) boost = nvic_.group_of(std::uint8_t(basepri));
    if (with_primask && engine_.primask()) boost = std::min(boost, 0);
    if (engine_.faultmask()) boost = -1;
    return std::min(boost, nvic_.active_priority());
}

int Exceptions::execution_priority() const { return boosted_priority(true); }

std::optional<unsigned> Exceptions::preempting() const {
    auto best = nvic_.best_pending();
    if (best && nvic_.group_priority(*best) < execution_priority()) return best;
    return std::nullopt;
}

bool Exceptions::wakes() const {
    auto best = nvic_.best_pending();
    return best && nvic_.group_priority(*best) < boosted_priority(false);
}

bool Exceptions::store(std::uint32_t address, std::uint32_t value) {
    bool wrote = false;
    bool done = bus_.write(address, 4, value, Master::Core, wrote);
    if (wrote) engine_.forget_code(address, 4);
    return done;
}

bool Exceptions::load(std::uint32_t address, std::uint32_t& value) {
    auto word = bus_.read(address, 4, Master::Core);
    value = word.value_or(0);
    return word.has_value();
}

// Stacks eagerly even with FPCCR.LSPEN: what software can see of lazy stacking is only time.
bool Exceptions::push_frame(std::uint32_t return_address, std::uint32_t& exc_return) {
    bool handler = engine_.handler_mode();
    std::uint32_t control = engine_.control(), xpsr = engine_.xpsr();
    bool process_stack = !handler && (control & kSpsel);
    bool fp = (control & kFpca) && system_.keep_fp_context();
    std::uint32_t top = process_stack ? engine_.psp() : engine_.msp();
    bool align = (fp || system_.align_stack()) && (top & 4);
    std::uint32_t frame = (top - (fp ? kExtendedFrame : kStandardFrame)) & (align ? ~4u : ~0u);

    const std::uint32_t words[8] = {engine_.general(0),  engine_.general(1),
                                    engine_.general(2),  engine_.general(3),
                                    engine_.general(12), engine_.general(14),
                                    return_address,      (xpsr & ~kAlignBit) | (align ? kAlignBit : 0)};
    bool good = true;
    for (unsigned n = 0; n < 8; ++n) good &= store(frame + 4 * n, words[n]);
    if (fp) {
        for (unsigned n = 0; n < 16; ++n) good &= store(frame + kStandardFrame + 4 * n, engine_.single(n));
        good &= store(frame + 0x60, engine_.fpscr());
        system_.set_fp_frame(frame + kStandardFrame);
        engine_.add_cycles(costs_.fp_frame);
    }
    if (process_stack) {
        engine_.set_psp(frame);
    } else {
        engine_.set_msp(frame);
    }
    exc_return = (handler ? 0xFFFFFFE1 : process_stack ? 0xFFFFFFED : 0xFFFFFFE9) | (fp ? 0 : kNoFpBit);
    return good;
}

Exceptions::Outcome Exceptions::enter(unsigned exception, std::uint32_t return_address) {
    std::uint32_t exc_return = 0;
    bool stacked = push_frame(return_address, exc_return);
    engine_.set_control(engine_.control() & kNpriv); // FPCA = 0, SPSEL = 0
    if (!stacked) {
        // A derived exception: BusFault, or HardFault if that cannot be taken, goes before the first handler.
        if (exception == kNmi || exception == kHardFault) return Outcome::Lockup;
        system_.record_fault(kStkErr);
        bool bus_fault = nvic_.enabled(kBusFault) && nvic_.group_priority(kBusFault) < execution_priority();
        if (!bus_fault) system_.record_hard_fault(kForced);
        exception = bus_fault ? kBusFault : kHardFault;
    }
    std::uint32_t vector = 0;
    if (!load(system_.vector_table() + 4 * exception, vector)) {
        system_.record_hard_fault(kVectTbl);
        if (exception == kHardFault || exception == kNmi) return Outcome::Lockup;
        exception = kHardFault;
        if (!load(system_.vector_table() + 4 * exception, vector)) return Outcome::Lockup;
    }
    engine_.set_xpsr((engine_.xpsr() & 0xF80F0000) | exception | (vector & 1 ? kThumbBit : 0));
    engine_.set_general(14, exc_return);
    engine_.set_pc(vector);
    nvic_.activate(exception);
    engine_.add_cycles(costs_.exception_entry);
    last_entered_ = exception;
    event_ = true;
    return Outcome::Taken;
}

Exceptions::Outcome Exceptions::raise(unsigned exception, std::uint32_t return_address) {
    int current = execution_priority();
    bool possible = nvic_.enabled(exception) && nvic_.group_priority(exception) < current;
    if (possible) return enter(exception, return_address);
    if (current <= -1) return Outcome::Lockup;
    if (exception != kHardFault) system_.record_hard_fault(kForced);
    return enter(kHardFault, return_address);
}

bool Exceptions::return_is_legal(std::uint32_t exc_return) const {
    std::uint32_t kind = exc_return | kNoFpBit;
    unsigned active = nvic_.active_count();
    if (!nvic_.active(engine_.xpsr() & 0x1FF)) return false;
    if (kind == 0xFFFFFFF1) return active > 1;
    if (kind == 0xFFFFFFF9 || kind == 0xFFFFFFFD) return active == 1 || system_.thread_return_always();
    return false;
}

// UsageFault on top of the frame that was to be left, LR = the bad EXC_RETURN (DDI0403 B1.5.8).
Exceptions::Outcome Exceptions::invalid_return(std::uint32_t exc_return) {
    system_.record_fault(kInvPc);
    engine_.set_general(14, exc_return);
    return raise(kUsageFault, exc_return & ~1u);
}

Exceptions::Outcome Exceptions::leave(std::uint32_t exc_return) {
    if (!return_is_legal(exc_return)) return invalid_return(exc_return);
    unsigned leaving = engine_.xpsr() & 0x1FF;
    // FAULTMASK ends with the handler, except that NMI leaves it alone.
    if (leaving != kNmi) engine_.set_masks(engine_.primask(), engine_.basepri(), 0);
    nvic_.deactivate(leaving);
    engine_.add_cycles(costs_.exception_return);
    event_ = true;
    if (!pop_frame(exc_return)) {
        system_.record_fault(kUnstkErr);
        return raise(kBusFault, exc_return & ~1u);
    }
    return Outcome::Taken;
}

bool Exceptions::pop_frame(std::uint32_t exc_return) {
    bool fp = !(exc_return & kNoFpBit), process_stack = (exc_return & 0xF) == 0xD;
    bool to_handler = (exc_return & 0xF) == 1;
    std::uint32_t frame = process_stack ? engine_.psp() : engine_.msp();
    std::uint32_t words[8];
    for (unsigned n = 0; n < 8; ++n)
        if (!load(frame + 4 * n, words[n])) return false;
    if (fp) {
        std::uint32_t value = 0;
        for (unsigned n = 0; n < 16; ++n) {
            if (!load(frame + kStandardFrame + 4 * n, value)) return false;
            engine_.set_single(n, value);
        }
        if (!load(frame + 0x60, value)) return false;
        engine_.set_fpscr(value);
        engine_.add_cycles(costs_.fp_frame);
    }
    std::uint32_t top = frame + (fp ? kExtendedFrame : kStandardFrame);
    if (words[7] & kAlignBit) top |= 4;
    // In Handler mode both stack pointers can be written whichever is current.
    if (process_stack) {
        engine_.set_psp(top);
    } else {
        engine_.set_msp(top);
    }
    std::uint32_t control = engine_.control() & kNpriv;
    engine_.set_xpsr(words[7] & ~kAlignBit & (to_handler ? ~0u : ~0x1FFu));
    engine_.set_control(control | (process_stack ? kSpsel : 0) | (fp ? kFpca : 0));
    for (unsigned n = 0; n < 4; ++n) engine_.set_general(n, words[n]);
    engine_.set_general(12, words[4]);
    engine_.set_general(14, words[5]);
    engine_.set_pc(words[6]);
    return true;
}

} // namespace vb
