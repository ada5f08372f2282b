#include "cpu/core-debug.hpp"

#include "cpu/nvic.hpp"
#include "cpu/system-control.hpp"

namespace vb {

namespace {
constexpr std::uint32_t kDfsr = 0xD30, kDhcsr = 0xDF0, kDcrsr = 0xDF4, kDcrdr = 0xDF8, kDemcr = 0xDFC;
constexpr std::uint32_t kDebugKey = 0xA05F;
constexpr std::uint32_t kControlBits = 0x2F; // SNAPSTALL, MASKINTS, STEP, HALT, DEBUGEN
constexpr std::uint32_t kDemcrBits = 0x010F07F1;
} // namespace

void CoreDebug::power_on() {
    control_ = data_ = demcr_ = dfsr_ = 0;
    was_reset_ = true;
    retired_at_ = engine_.instructions();
}

// A system reset leaves the debug logic alone, but the core begins to run (DDI0403 C1.6.2).
void CoreDebug::core_was_reset() {
    control_ &= ~2u;
    was_reset_ = true;
}

bool CoreDebug::catches(unsigned exception, std::uint32_t status) const {
    if (!enabled()) return false;
    auto vc = [this](unsigned bit) { return bool(demcr_ >> bit & 1); };
    switch (exception) {
    case kHardFault: return vc(10);                                        // VC_HARDERR
    case kMemManage: return vc(4);                                         // VC_MMERR
    case kBusFault: return status & (kStkErr | kUnstkErr) ? vc(9) : vc(8); // VC_INTERR, VC_BUSERR
    case kUsageFault:
        if (status & kNoCp) return vc(5);                     // VC_NOCPERR
        if (status & (kUnaligned | kDivByZero)) return vc(6); // VC_CHKERR
        return vc(7);                                         // VC_STATERR
    default: return false;
    }
}

std::uint32_t CoreDebug::status_word() {
    CoreStatus core = status_();
    std::uint32_t value = control_ & kControlBits;
    value |= 1u << 16; // S_REGRDY: transfers are instantaneous
    if (core.halted) value |= 1u << 17;
    if (core.sleeping) value |= 1u << 18;
    if (core.locked_up) value |= 1u << 19;
    if (engine_.instructions() != retired_at_) value |= 1u << 24;
    if (was_reset_ || core.in_reset) value |= 1u << 25; // reads as 1 for as long as the reset lasts
    return value;
}

std::uint32_t CoreDebug::read(std::uint32_t offset, Master) {
    switch (offset) {
    case kDfsr: return dfsr_;
    case kDhcsr: {
        std::uint32_t value = status_word();
        was_reset_ = false; // S_RESET_ST and S_RETIRE_ST clear on read
        retired_at_ = engine_.instructions();
        return value;
    }
    case kDcrdr: return data_;
    case kDemcr: return demcr_;
    default: return 0;
    }
}

void CoreDebug::write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master master) {
    switch (offset) {
    case kDfsr: dfsr_ &= ~(value & mask); break;
    case kDhcsr:
        if (mask == 0xFFFFFFFF && value >> 16 == kDebugKey) write_control(value, master);
        break;
    case kDcrsr: transfer_register(value); break;
    case kDcrdr: data_ = merge(data_, value, mask); break;
    case kDemcr:
        demcr_ = merge(demcr_, value, mask) & kDemcrBits;
        trace_changed_();
        break;
    default: break;
    }
}

void CoreDebug::write_control(std::uint32_t value, Master master) {
    std::uint32_t bits = value & kControlBits;
    // Only the debugger may set C_DEBUGEN, and without it the other bits do nothing.
    if (master == Master::Core) bits = (bits & ~1u) | (control_ & 1);
    if (!(bits & 1)) bits = 0;
    control_ = bits;
    core_.halt_request_changed();
}

void CoreDebug::transfer_register(std::uint32_t selector) {
    if (!status_().halted) return;
    unsigned number = selector & 0x7F;
    if (selector >> 16 & 1) {
        write_register(number, data_);
    } else {
        data_ = read_register(number);
    }
}

std::uint32_t CoreDebug::read_register(unsigned number) const {
    if (number < 15) return engine_.general(number);
    if (number >= 64 && number < 96) return engine_.single(number - 64);
    switch (number) {
    case 15: return engine_.pc();
    case 16: return engine_.xpsr();
    case 17: return engine_.msp();
    case 18: return engine_.psp();
    case 20:
        return engine_.control() << 24 | engine_.faultmask() << 16 | engine_.basepri() << 8 |
               engine_.primask();
    case 33: return engine_.fpscr();
    default: return 0;
    }
}

void CoreDebug::write_register(unsigned number, std::uint32_t value) {
    if (number < 15) return engine_.set_general(number, value);
    if (number >= 64 && number < 96) return engine_.set_single(number - 64, value);
    switch (number) {
    case 15: engine_.set_pc(value); break;
    case 16: engine_.set_xpsr(value); break;
    case 17: engine_.set_msp(value); break;
    case 18: engine_.set_psp(value); break;
    case 20:
        engine_.set_masks(value & 1, value >> 8 & 0xFF, value >> 16 & 1);
        engine_.set_control(value >> 24 & 7);
        break;
    case 33: engine_.set_fpscr(value); break;
    default: break;
    }
    core_.attention();
}

} // namespace vb
