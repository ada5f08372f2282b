#include "peripherals/iwdg.hpp"

#include <algorithm>
#include <utility>

namespace vb {

namespace {
enum Offset : std::uint32_t { KR = 0x00, PR = 0x04, RLR = 0x08, SR = 0x0C, WINR = 0x10, EWCR = 0x14 };
constexpr RegisterSpec kMap[] = {
    {KR, "KR", 0, 0xFFFF},    {PR, "PR", 0, 0xF},           {RLR, "RLR", 0xFFF, 0xFFF},
    {SR, "SR", 0, 0, 0x410F}, {WINR, "WINR", 0xFFF, 0xFFF}, {EWCR, "EWCR", 0, 0xCFFF},
};
constexpr std::uint64_t kLsiHz = 32'000;
constexpr Picoseconds kFrozenPoll = kPerMillisecond;
constexpr std::uint32_t kKeyReload = 0xAAAA, kKeyUnlock = 0x5555, kKeyStart = 0xCCCC;
} // namespace

Iwdg::Iwdg(Timeline& timeline, Violations& violations, IwdgWiring wiring)
    : PeripheralRegisters("IWDG", kMap, violations), timeline_(timeline), wiring_(std::move(wiring)) {}

void Iwdg::reset() {
    if (event_) timeline_.cancel(*event_);
    event_.reset();
    PeripheralRegisters::reset();
    running_ = unlocked_ = false;
    if (wiring_.started_by_hardware && wiring_.started_by_hardware()) start();
}

// Prescaler 4 << PR (up to 1024), then RLR+1 counts.
Picoseconds Iwdg::period() const {
    std::uint64_t prescaler = 4ull << std::min(peek(PR), 8u);
    return kPerSecond / kLsiHz * prescaler * (peek(RLR) + 1);
}

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
    set_bits(SR, 1u << 14, true); // ONF
    reloaded_at_ = timeline_.now();
    schedule();
}

bool Iwdg::outside_window() const {
    if (peek(WINR) >= peek(RLR)) return false;
    Picoseconds count = period() / (peek(RLR) + 1);
    std::uint64_t passed = (timeline_.now() - reloaded_at_) / count;
    return passed < peek(RLR) && peek(RLR) - passed > peek(WINR);
}

void Iwdg::reload() {
    if (!running_) return;
    if (outside_window()) {
        wiring_.expired();
        return;
    }
    reloaded_at_ = timeline_.now();
    schedule();
}

void Iwdg::schedule() {
    if (event_) timeline_.cancel(*event_);
    event_ = timeline_.schedule(reloaded_at_ + period(), [this] {
        event_.reset();
        if (wiring_.frozen && wiring_.frozen()) { // looked at once a millisecond instead of counting halts
            reloaded_at_ += kFrozenPoll;
            schedule();
        } else {
            wiring_.expired();
        }
    });
}

} // namespace vb
