#include "cpu/systick.hpp"

namespace vb {

namespace {
constexpr std::uint32_t kControl = 0x10, kLoad = 0x14, kValue = 0x18, kCalibration = 0x1C;
constexpr std::uint32_t kEnable = 1, kTickInt = 2, kCountFlag = 1u << 16;
} // namespace

void SysTick::reset() {
    control_ = load_ = value_ = 0;
    reschedule();
}

std::uint32_t SysTick::current() const {
    if (!(control_ & kEnable)) return value_;
    std::uint64_t now = core_.cycles();
    std::uint64_t elapsed = now > started_cycle_ ? (now - started_cycle_) / divider() : 0;
    if (elapsed == 0) return value_;
    if (value_ != 0) return elapsed >= value_ ? 0 : std::uint32_t(value_ - elapsed);
    // From 0 the next clock reloads; LOAD = 0 stays there.
    if (load_ == 0) return 0;
    return elapsed > load_ ? 0 : std::uint32_t(load_ + 1 - elapsed);
}

void SysTick::start_from(std::uint32_t value) {
    value_ = value;
    started_cycle_ = core_.cycles();
    reschedule();
}

void SysTick::reschedule() {
    if (event_) timeline_.cancel(*event_);
    event_.reset();
    if (!(control_ & kEnable) || (value_ == 0 && load_ == 0)) return;
    std::uint64_t ticks = value_ ? value_ : std::uint64_t{load_} + 1;
    zero_cycle_ = started_cycle_ + ticks * divider();
    Picoseconds at = core_.time_of_cycle(zero_cycle_);
    if (at == UINT64_MAX) return; // the clock stands still
    event_ = timeline_.schedule(at, [this] { reached_zero(); });
}

void SysTick::reached_zero() {
    event_.reset();
    value_ = 0;
    started_cycle_ = zero_cycle_;
    control_ |= kCountFlag;
    if (control_ & kTickInt) nvic_.pend(kSysTick);
    reschedule();
}

std::uint32_t SysTick::read(std::uint32_t offset, Master master) {
    switch (offset) {
    case kControl: {
        std::uint32_t value = control_;
        if (master == Master::Core) control_ &= ~kCountFlag; // a debugger's read does not clear it
        return value;
    }
    case kLoad: return load_;
    case kValue: return current();
    case kCalibration: return calibration_;
    default: return 0;
    }
}

void SysTick::write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master) {
    switch (offset) {
    case kControl: {
        std::uint32_t at = current();
        control_ = (control_ & kCountFlag) | (merge(control_, value, mask) & 7);
        start_from(at);
        break;
    }
    case kLoad: {
        // Takes effect at the next reload; a reload that is already the next clock counts from here.
        std::uint32_t at = current();
        load_ = merge(load_, value, mask) & 0xFFFFFF;
        start_from(at);
        break;
    }
    case kValue:
        control_ &= ~kCountFlag;
        start_from(0);
        break;
    default: break;
    }
}

} // namespace vb
