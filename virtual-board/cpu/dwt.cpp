#include "cpu/dwt.hpp"

#include <algorithm>

namespace vb {

namespace {
constexpr std::uint32_t kControl = 0x000, kCycleCount = 0x004, kPcSample = 0x01C, kComparators = 0x020,
                        kLockAccess = 0xFB0, kLockStatus = 0xFB4;
constexpr std::uint32_t kUnlock = 0xC5ACCE55;
constexpr std::uint32_t kMatched = 1u << 24;
// FUNCTION[3:0] for debug events: 4 instruction address, 5 load, 6 store, 7 both (DDI0403 table C1-21).
enum Function : std::uint32_t { kPcMatch = 4, kLoad = 5, kStore = 6, kLoadOrStore = 7 };
} // namespace

void Dwt::reset() {
    control_ = counter_ = 0;
    counted_ = traced_();
    locked_ = lockable_;
    watches_data_ = false;
    counter_from_ = core_.cycles();
    std::fill(comparators_.begin(), comparators_.end(), Comparator{});
    ++version_;
}

std::uint32_t Dwt::count() const {
    return counting() ? counter_ + std::uint32_t(core_.cycles() - counter_from_) : counter_;
}

void Dwt::settle() {
    counter_ = count();
    counter_from_ = core_.cycles();
    counted_ = traced_();
}

bool Dwt::matches_pc(std::uint32_t pc) {
    if (!traced_()) return false;
    for (Comparator& c : comparators_)
        if ((c.function & 15) == kPcMatch && (pc & ~c.ignored_bits) == (c.value & ~1u & ~c.ignored_bits))
            return c.matched = true;
    return false;
}

std::uint32_t Dwt::next_pc_above(std::uint32_t pc) const {
    std::uint32_t nearest = 0xFFFFFFFF;
    for (const Comparator& c : comparators_) {
        if ((c.function & 15) != kPcMatch) continue;
        std::uint32_t first = c.value & ~1u & ~c.ignored_bits;
        if (c.ignored_bits && pc - first <= c.ignored_bits) return pc + 2; // inside: look at each one
        if (first > pc) nearest = std::min(nearest, first);
    }
    return nearest;
}

bool Dwt::matches_data(std::uint32_t address, unsigned size, bool write) {
    if (!traced_()) return false;
    for (Comparator& c : comparators_) {
        std::uint32_t function = c.function & 15;
        bool kind = function == kLoadOrStore || function == (write ? kStore : kLoad);
        std::uint32_t first = c.value & ~c.ignored_bits, last = first | c.ignored_bits;
        if (kind && address <= last && std::uint64_t{address} + size > first) return c.matched = true;
    }
    return false;
}

std::uint32_t Dwt::read(std::uint32_t offset, Master master) {
    if (offset >= kComparators && offset < kComparators + 16 * comparators_.size()) {
        Comparator& c = comparators_[(offset - kComparators) / 16];
        switch (offset & 0xC) {
        case 0: return c.value;
        case 4: {
            std::uint32_t bits = 0;
            while (c.ignored_bits >> bits & 1) ++bits;
            return bits;
        }
        case 8: return c.function | (std::exchange(c.matched, false) ? kMatched : 0);
        default: return 0;
        }
    }
    switch (offset) {
    case kControl: return std::uint32_t(comparators_.size()) << 28 | control_;
    case kCycleCount: return count();
    case kPcSample: return pc_sample;
    case kLockStatus: return lockable_ && master == Master::Core ? (locked_ ? 3 : 1) : 0;
    default: return 0;
    }
}

void Dwt::write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master master) {
    if (offset == kLockAccess) {
        locked_ = lockable_ && value != kUnlock;
        return;
    }
    // The M7 has the CoreSight software lock, the M4 has not: the processor must write DWT_LAR before
    // anything else takes.
    if (master == Master::Core && locked_) return;
    if (offset >= kComparators && offset < kComparators + 16 * comparators_.size())
        return write_comparator((offset - kComparators) / 16, offset & 0xC, value, mask);
    if (offset == kControl) {
        settle();
        control_ = merge(control_, value, mask) & 0x007F1FFF;
    } else if (offset == kCycleCount) {
        settle();
        counter_ = merge(counter_, value, mask);
    }
}

void Dwt::write_comparator(unsigned n, unsigned word, std::uint32_t value, std::uint32_t mask) {
    Comparator& c = comparators_[n];
    switch (word) {
    case 0: c.value = merge(c.value, value, mask); break;
    case 4: c.ignored_bits = (1u << (value & 31)) - 1; break;
    case 8:
        c.function = merge(c.function, value, mask) & 0xFFF;
        c.matched = false;
        break;
    default: break;
    }
    watches_data_ = std::any_of(comparators_.begin(), comparators_.end(), [](const Comparator& each) {
        return (each.function & 15) >= kLoad && (each.function & 15) <= kLoadOrStore;
    });
    ++version_;
    core_.attention();
}

} // namespace vb
