#include "cpu/nvic.hpp"

#include <algorithm>

namespace vb {

namespace {
constexpr std::uint8_t kPriorityBits = 0xF0; // every STM32 with a Cortex-M4 or M7 implements four
constexpr std::uint32_t kIser = 0x100, kIcer = 0x180, kIspr = 0x200, kIcpr = 0x280, kIabr = 0x300,
                        kIpr = 0x400, kIprEnd = 0x4F0, kStir = 0xF00, kIctr = 0x004;
bool always_enabled(unsigned exception) {
    return exception == kNmi || exception == kHardFault || exception == kSvCall || exception == kPendSv ||
           exception == kSysTick;
}
} // namespace

Nvic::Nvic(unsigned irq_lines, CoreSignals& core) : slots_(kFirstIrq + irq_lines), core_(core) { reset(); }

void Nvic::reset() {
    for (unsigned n = 0; n < slots_.size(); ++n) {
        bool line = slots_[n].line; // belongs to the peripheral, which is reset by itself
        slots_[n] = {};
        slots_[n].line = line;
        slots_[n].pending = line;
        slots_[n].enabled = always_enabled(n);
    }
    set_priority_grouping(0);
}

void Nvic::changed() {
    stale_ = true;
    core_.attention();
}

void Nvic::pend(unsigned exception) {
    if (!slots_[exception].pending) pended_ = true;
    slots_[exception].pending = true;
    changed();
}

void Nvic::unpend(unsigned exception) {
    // For a level that is still high the pending state does not change (DDI0403 B3.4.1).
    slots_[exception].pending = slots_[exception].line && !slots_[exception].active;
    changed();
}

void Nvic::enable(unsigned exception, bool on) {
    slots_[exception].enabled = on;
    changed();
}

void Nvic::set_priority(unsigned exception, std::uint8_t value) {
    slots_[exception].priority = value & kPriorityBits;
    changed();
}

void Nvic::activate(unsigned exception) {
    slots_[exception].pending = false;
    slots_[exception].active = true;
    changed();
}

void Nvic::deactivate(unsigned exception) {
    slots_[exception].active = false;
    if (slots_[exception].line) slots_[exception].pending = true;
    changed();
}

void Nvic::deactivate_all() {
    for (Slot& slot : slots_) slot.active = false;
    changed();
}

void Nvic::set_priority_grouping(unsigned prigroup) {
    group_mask_ = std::uint8_t(0xFFu << (prigroup + 1));
    changed();
}

void Nvic::set_line(unsigned irq, bool level) {
    if (irq >= lines()) return;
    Slot& slot = slots_[kFirstIrq + irq];
    if (slot.line == level) return;
    slot.line = level;
    if (level && !slot.active) pend(kFirstIrq + irq);
}

int Nvic::group_priority(unsigned exception) const {
    if (exception == kNmi) return -2;
    if (exception == kHardFault) return -1;
    return group_of(slots_[exception].priority);
}

unsigned Nvic::active_count() const {
    return unsigned(
        std::count_if(slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.active; }));
}

bool Nvic::any_irq_pending() const {
    return std::any_of(slots_.begin() + kFirstIrq, slots_.end(),
                       [](const Slot& slot) { return slot.pending; });
}

// Looked up at every boundary, changed seldom.
void Nvic::refresh() const {
    if (!stale_) return;
    stale_ = false;
    best_.reset();
    active_priority_ = kThreadPriority;
    std::pair<int, int> best{kThreadPriority, 0};
    for (unsigned n = kNmi; n < slots_.size(); ++n) {
        const Slot& slot = slots_[n];
        if (slot.active) active_priority_ = std::min(active_priority_, group_priority(n));
        if (!slot.pending || !slot.enabled) continue;
        // Equal groups go by subpriority, then by number.
        std::pair<int, int> rank{group_priority(n), n <= kHardFault ? 0 : slot.priority};
        if (!best_ || rank < best) {
            best = rank;
            best_ = n;
        }
    }
}

std::optional<unsigned> Nvic::best_pending() const {
    refresh();
    return best_;
}

int Nvic::active_priority() const {
    refresh();
    return active_priority_;
}

template <typename Test> std::uint32_t Nvic::collect(std::uint32_t offset, Test test) const {
    std::uint32_t value = 0;
    unsigned first = kFirstIrq + (offset & 0x3C) * 8;
    for (unsigned bit = 0; bit < 32 && first + bit < slots_.size(); ++bit)
        if (test(slots_[first + bit])) value |= 1u << bit;
    return value;
}

template <typename Action> void Nvic::each(std::uint32_t offset, std::uint32_t bits, Action action) {
    unsigned first = kFirstIrq + (offset & 0x3C) * 8;
    for (unsigned bit = 0; bit < 32 && first + bit < slots_.size(); ++bit)
        if (bits >> bit & 1) action(first + bit);
}

std::uint32_t Nvic::read(std::uint32_t offset, Master) {
    if (offset == kIctr) return (lines() + 31) / 32 - 1;
    if (offset >= kIpr && offset < kIprEnd) {
        std::uint32_t value = 0;
        for (unsigned byte = 0; byte < 4; ++byte) {
            unsigned n = kFirstIrq + (offset - kIpr) + byte;
            if (n < slots_.size()) value |= std::uint32_t{slots_[n].priority} << (8 * byte);
        }
        return value;
    }
    switch (offset & ~0x7Fu) {
    case kIser:
    case kIcer: return collect(offset, [](const Slot& slot) { return slot.enabled; });
    case kIspr:
    case kIcpr: return collect(offset, [](const Slot& slot) { return slot.pending; });
    case kIabr: return collect(offset, [](const Slot& slot) { return slot.active; });
    default: return 0;
    }
}

void Nvic::write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master) {
    if (offset == kStir) {
        unsigned irq = value & mask & 0x1FF;
        if (irq < lines()) pend(kFirstIrq + irq);
        return;
    }
    if (offset >= kIpr && offset < kIprEnd) {
        for (unsigned byte = 0; byte < 4; ++byte) {
            unsigned n = kFirstIrq + (offset - kIpr) + byte;
            if (n < slots_.size() && (mask >> (8 * byte) & 0xFF))
                set_priority(n, std::uint8_t(value >> (8 * byte)));
        }
        return;
    }
    std::uint32_t bits = value & mask;
    switch (offset & ~0x7Fu) {
    case kIser: each(offset, bits, [this](unsigned n) { enable(n, true); }); break;
    case kIcer: each(offset, bits, [this](unsigned n) { enable(n, false); }); break;
    case kIspr: each(offset, bits, [this](unsigned n) { pend(n); }); break;
    case kIcpr: each(offset, bits, [this](unsigned n) { unpend(n); }); break;
    default: break;
    }
}

} // namespace vb
