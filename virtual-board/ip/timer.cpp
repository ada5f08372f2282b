#include "ip/timer.hpp"

#include <algorithm>
#include <utility>

namespace vb {

namespace {
enum Offset : std::uint32_t {
    CR1 = 0x00,
    CR2 = 0x04,
    SMCR = 0x08,
    DIER = 0x0C,
    SR = 0x10,
    EGR = 0x14,
    CCMR1 = 0x18,
    CCMR2 = 0x1C,
    CCER = 0x20,
    CNT = 0x24,
    PSC = 0x28,
    ARR = 0x2C,
    RCR = 0x30,
    CCR1 = 0x34
};
// Bits: ST's device header, those of the largest timer. Smaller ones have fewer, which is not held against
// anybody; nor are ones to SR's reserved bits: it is cleared by 0, and software writes 1 to all others.
constexpr RegisterSpec kMap[] = {
    {CR1, "CR1", 0, 0x1BFF},         {CR2, "CR2", 0, 0x02F7FFFF},     {SMCR, "SMCR", 0, 0x0337FFF7},
    {DIER, "DIER", 0, 0x00F07FFF},   {SR, "SR", 0, 0xFFFFFFFF},       {EGR, "EGR", 0, 0x1FF},
    {CCMR1, "CCMR1", 0, 0x0101FFFF}, {CCMR2, "CCMR2", 0, 0x0101FFFF}, {CCER, "CCER", 0, 0x00BBFFFF},
    {CNT, "CNT", 0, 0xFFFFFFFF},     {PSC, "PSC", 0, 0xFFFF},         {ARR, "ARR", 0xFFFF, 0xFFFFFFFF},
    {RCR, "RCR", 0, 0xFFFF},         {CCR1, "CCR1", 0, 0xFFFFFFFF},   {0x38, "CCR2", 0, 0xFFFFFFFF},
    {0x3C, "CCR3", 0, 0xFFFFFFFF},   {0x40, "CCR4", 0, 0xFFFFFFFF},   {0x44, "BDTR", 0, 0x3FFFFFFF},
    {0x48, "CCR5", 0, 0xFFFFFFFF},   {0x4C, "CCR6", 0, 0xFFFFF},      {0x50, "CCMR3", 0, 0x0101FCFC},
    {0x54, "DTR2", 0, 0x300FF},      {0x58, "ECR", 0, 0x070700FE},    {0x5C, "TISEL", 0, 0x0F0F0F0F},
    {0x60, "AF1", 1, 0xFFFFFFFF},    {0x64, "AF2", 1, 0xFFFFFFFF},    {0x3DC, "DCR", 0, 0xFFFFF},
    {0x3E0, "DMAR", 0, 0xFFFFFFFF},
};
// The older place of what follows CCR4 and BDTR: ST's device header stm32h743xx.h.
constexpr RegisterSpec kOlderTail[] = {
    {0x48, "DCR", 0, 0x1F1F},      {0x4C, "DMAR", 0, 0xFFFFFFFF},  {0x54, "CCMR3", 0, 0x0101FCFC},
    {0x58, "CCR5", 0, 0xE000FFFF}, {0x5C, "CCR6", 0, 0xFFFF},      {0x60, "AF1", 1, 0xFFFFFFFF},
    {0x64, "AF2", 1, 0xFFFFFFFF},  {0x68, "TISEL", 0, 0x0F0F0F0F},
};
constexpr std::size_t kCommon = 18; // registers up to BDTR
constexpr auto older_map() {
    std::array<RegisterSpec, kCommon + std::size(kOlderTail)> map{};
    std::copy_n(std::begin(kMap), kCommon, map.begin());
    std::copy(std::begin(kOlderTail), std::end(kOlderTail), map.begin() + kCommon);
    return map;
}
constexpr auto kOlderMap = older_map();
static_assert(kOlderMap[kCommon - 1].offset == 0x44);

std::span<const RegisterSpec> map_of(TimerMap map) {
    return map == TimerMap::Older ? std::span<const RegisterSpec>(kOlderMap) : kMap;
}
constexpr std::uint32_t CEN = 1u << 0, UDIS = 1u << 1, URS = 1u << 2, OPM = 1u << 3, ARPE = 1u << 7;
constexpr std::uint32_t UIF = 1u << 0, CC1IF = 1u << 1, CCIFS = 0x1E, UG = 1u << 0;

__extension__ using Wide = unsigned __int128;
} // namespace

Timer::Timer(std::string name, TimerKind kind, Timeline& timeline, Violations& violations, TimerWiring wiring)
    : PeripheralRegisters(std::move(name), map_of(kind.map), violations), kind_(kind), timeline_(timeline),
      wiring_(std::move(wiring)) {}

void Timer::reset() {
    PeripheralRegisters::reset();
    if (kind_.wide) set(ARR, 0xFFFFFFFF);
    count_ = 0;
    prescaler_ = 1;
    reload_ = peek(ARR);
    since_ = timeline_.now();
    watched_ = false;
    rearm();
}

void Timer::clock_changed() {
    if (!(peek(CR1) & CEN) || hz_ == wiring_.kernel_hz()) return;
    settle();
    since_ = timeline_.now();
    hz_ = wiring_.kernel_hz();
    rearm();
}

// With ARR = 0 the counter is blocked.
bool Timer::runs() const { return (peek(CR1) & CEN) && hz_ != 0 && reload_ != 0; }

std::uint64_t Timer::until_overflow() const { return (count_ > reload_ ? top() : reload_) + 1 - count_; }

std::uint64_t Timer::ticks_in(Picoseconds time) const {
    return std::uint64_t(Wide(time) * hz_ / prescaler_ / kPerSecond);
}

Picoseconds Timer::time_of(std::uint64_t ticks) const {
    return Picoseconds((Wide(ticks) * prescaler_ * kPerSecond + hz_ - 1) / hz_);
}

void Timer::settle() {
    while (runs()) {
        const std::uint64_t ticks = ticks_in(timeline_.now() - since_), left = until_overflow();
        if (ticks < left) {
            count(ticks);
            return;
        }
        count(left);
        overflow();
        // Whole periods after the first change nothing more.
        if (const std::uint64_t whole = runs() ? ticks_in(timeline_.now() - since_) / (reload_ + 1) : 0) {
            match(0, reload_);
            since_ += time_of(whole * (reload_ + 1));
        }
    }
}

void Timer::count(std::uint64_t ticks) {
    match(count_, count_ + ticks);
    count_ += ticks;
    since_ += time_of(ticks);
}

void Timer::overflow() {
    count_ = 0;
    for (unsigned i = 0; i < kind_.channels; ++i)
        if (peek(CCR1 + 4 * i) == 0) match(~std::uint64_t(0), 0);
    update_event(true);
    if (peek(CR1) & OPM) set_bits(CR1, CEN, false);
}

void Timer::update_event(bool flag) {
    if (peek(CR1) & UDIS) return;
    prescaler_ = peek(PSC) + 1;
    reload_ = peek(ARR);
    if (flag) set_bits(SR, UIF, true);
}

// Compare flags of the values after `after` up to `last`. Channels that capture have none.
void Timer::match(std::uint64_t after, std::uint64_t last) {
    for (unsigned i = 0; i < kind_.channels; ++i) {
        const std::uint32_t mode = peek(i < 2 ? CCMR1 : CCMR2) >> (8 * (i % 2)) & 3;
        if (mode == 0 && peek(CCR1 + 4 * i) - after - 1 < last - after) set_bits(SR, CC1IF << i, true);
    }
}

std::optional<std::uint32_t> Timer::load(std::uint32_t offset, Master) {
    settle();
    if (offset == CNT) {
        set(CNT, std::uint32_t(count_));
        watched_ = true;
        rearm();
    }
    return peek(offset);
}

bool Timer::store(std::uint32_t offset, std::uint32_t value, Master) {
    settle();
    switch (offset) {
    case CR1: store_control(value); break;
    case SR: set(SR, peek(SR) & value); break;
    case EGR: generate(value); break;
    case CNT:
        count_ = value & top();
        since_ = timeline_.now();
        break;
    case ARR:
        set(ARR, value & std::uint32_t(top()));
        if (!(peek(CR1) & ARPE)) {
            if (!runs()) since_ = timeline_.now();
            reload_ = peek(ARR);
        }
        break;
    default: keep(offset, value);
    }
    rearm();
    return true;
}

void Timer::store_control(std::uint32_t value) {
    const bool started = !(peek(CR1) & CEN) && (value & CEN);
    keep(CR1, value);
    if (!(value & ARPE)) reload_ = peek(ARR);
    if (!started) return;
    since_ = timeline_.now();
    hz_ = wiring_.kernel_hz();
}

void Timer::generate(std::uint32_t events) {
    set_bits(SR, events & CCIFS, true);
    if (!(events & UG)) return;
    count_ = 0;
    since_ = timeline_.now();
    update_event(!(peek(CR1) & URS));
}

// Ticks until a flag that is 0 becomes 1, or CNT changes while somebody reads it.
std::optional<std::uint64_t> Timer::ticks_to_change() const {
    if (!runs()) return std::nullopt;
    if (watched_) return 1;
    std::optional<std::uint64_t> next;
    if (!(peek(SR) & UIF) || (peek(CR1) & OPM)) next = until_overflow();
    for (unsigned i = 0; i < kind_.channels; ++i) {
        const std::uint64_t at = peek(CCR1 + 4 * i);
        if ((peek(SR) & CC1IF << i) || at > reload_) continue;
        const std::uint64_t ticks = at > count_ ? at - count_ : until_overflow() + at;
        next = std::min(next.value_or(ticks), ticks);
    }
    return next;
}

void Timer::rearm() {
    const std::uint32_t asks = peek(SR) & peek(DIER);
    if (wiring_.update) wiring_.update(asks & UIF);
    if (wiring_.compare) wiring_.compare(asks & CCIFS);
    if (event_) timeline_.cancel(*event_);
    event_.reset();
    const auto ticks = ticks_to_change();
    if (!ticks) return;
    event_ = timeline_.schedule(since_ + time_of(*ticks), [this] {
        event_.reset();
        watched_ = false;
        settle();
        rearm();
    });
}

} // namespace vb
