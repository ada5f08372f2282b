#include "ip/iwdg.hpp"

#include <algorithm>
#include <utility>

namespace vb {

namespace {
enum Offset : std::uint32_t { KR = 0x00, PR = 0x04, RLR = 0x08, SR = 0x0C, WINR = 0x10, EWCR = 0x14 };
constexpr RegisterSpec kMap[] = {
    {KR, "KR", 0, 0xFFFF},    {PR, "PR", 0, 0xF},           {RLR, "RLR", 0xFFF, 0xFFF},
    {SR, "SR", 0, 0, 0x410F}, {WINR, "WINR", 0xFFF, 0xFFF}, {EWCR, "EWCR", 0, 0xCFFF},
};
constexpr RegisterSpec kOlderMap[] = {
    {KR, "KR", 0, 0xFFFF}, {PR, "PR", 0, 0x7},           {RLR, "RLR", 0xFFF, 0xFFF},
    {SR, "SR", 0, 0, 0x7}, {WINR, "WINR", 0xFFF, 0xFFF},
};
std::span<const RegisterSpec> map_of(IwdgKind kind) {
    return kind == IwdgKind::WithEarlyWakeup ? std::span<const RegisterSpec>(kMap) : kOlderMap;
}
constexpr std::uint64_t kLsiHz = 32'000;
constexpr Picoseconds kFrozenPoll = 100 * kPerMicrosecond; // the shortest wait for what little is left
constexpr std::uint32_t kKeyReload = 0xAAAA, kKeyUnlock = 0x5555, kKeyStart = 0xCCCC;
} // namespace

Iwdg::Iwdg(Timeline& timeline, Violations& violations, IwdgWiring wiring, IwdgKind kind)
    : PeripheralRegisters("IWDG", map_of(kind), violations), timeline_(timeline), wiring_(std::move(wiring)),
      kind_(kind) {}

void Iwdg::reset() {
    if (event_) timeline_.cancel(*event_);
    event_.reset();
    PeripheralRegisters::reset();
    running_ = unlocked_ = false;
    if (wiring_.started_by_hardware && wiring_.started_by_hardware()) start();
}

// One step of the down-counter: prescaler 4 << PR, up to 1024 or 256.
Picoseconds Iwdg::count() const {
    const unsigned most = kind_ == IwdgKind::WithEarlyWakeup ? 8 : 6;
    return kPerSecond / kLsiHz * (4ull << std::min(peek(PR), most));
}

Picoseconds Iwdg::period() const { return count() * (peek(RLR) + 1); }

// A halted core stops the counter where it is. It goes on from there, so what was left before the halt is
// left after it.
Picoseconds Iwdg::counted() const {
    return timeline_.now() - reloaded_at_ - (frozen_time() - frozen_at_reload_);
}

Picoseconds Iwdg::frozen_time() const { return wiring_.frozen_time ? wiring_.frozen_time() : 0; }

bool Iwdg::store(std::uint32_t offset, std::uint32_t value, Master) {
    if (offset == KR) {
        unlocked_ = value == kKeyUnlock;
        if (value == kKeyStart) start();
        if (value == kKeyReload) reload();
    } else if (unlocked_) {
        keep(offset, value);
        if (offset == WINR && running_) reload(); // writing the window reloads the counter
    } else {
        violations().report("VB-IWDG-001",
                            "IWDG register written without the key 0x5555 in IWDG_KR: ignored");
    }
    return true;
}

void Iwdg::start() {
    running_ = true;
    if (kind_ == IwdgKind::WithEarlyWakeup) set_bits(SR, 1u << 14, true); // ONF
    restart();
}

void Iwdg::reload() {
    if (!running_) return;
    const std::uint64_t counts = counted() / count();
    if (counts < peek(RLR) && peek(RLR) - counts > peek(WINR)) return wiring_.expired();
    restart();
}

void Iwdg::restart() {
    reloaded_at_ = timeline_.now();
    frozen_at_reload_ = frozen_time();
    schedule();
}

// Never too late: time that is frozen meanwhile only moves the end further away, and then it is looked at
// again.
void Iwdg::schedule() {
    if (event_) timeline_.cancel(*event_);
    const Picoseconds passed = counted();
    const Picoseconds left = passed < period() ? period() - passed : 0;
    event_ = timeline_.schedule(timeline_.now() + std::max(left, kFrozenPoll), [this] {
        event_.reset();
        if (counted() >= period()) return wiring_.expired();
        schedule();
    });
}

} // namespace vb
