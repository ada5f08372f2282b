#include "soc/stm32h7/h7-rcc.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb {
using namespace h7_rcc;

namespace {
// Start-up and lock times are typical values of the STM32H7 family, assumed here (the data sheets were not at
// hand). HSE and LSE depend on the crystal.
constexpr Picoseconds kHsiStart = 2 * kPerMicrosecond, kCsiStart = 2 * kPerMicrosecond;
constexpr Picoseconds kHsi48Start = 4 * kPerMicrosecond, kHseStart = 2 * kPerMillisecond;
constexpr Picoseconds kLseStart = 300 * kPerMillisecond, kLsiStart = 100 * kPerMicrosecond;
constexpr Picoseconds kPllLock = 50 * kPerMicrosecond;
} // namespace

H7Rcc::H7Rcc(Timeline& timeline, Violations& violations, BoardClocks board, const Layout& layout)
    : PeripheralRegisters("RCC", layout.map, violations), timeline_(timeline), board_(board), layout_(layout),
      bdcr_reset_(peek(BDCR)) {}

void H7Rcc::set_layout(const Layout& layout) {
    layout_ = layout;
    remap(layout.map);
}

bool H7Rcc::enabled(std::uint32_t enable_register, unsigned bit) const {
    std::uint32_t reset = reset_register_of(enable_register);
    bool held = reset && (peek(reset) >> bit & 1);
    return (peek(enable_register) >> bit & 1) && !held;
}

void H7Rcc::on_reset_bit(std::uint32_t reset_register, unsigned bit, BusDevice& device) {
    reset_bits_[{reset_register, bit}].push_back(&device);
}

void H7Rcc::power_on() {
    PeripheralRegisters::reset();
    set(layout_.rsr, layout_.power_on_flags);
}

void H7Rcc::note_reset(ResetCause cause) {
    std::uint32_t flags = layout_.reset_flags;
    if (cause == ResetCause::Software) flags |= SFTRSTF;
    if (cause == ResetCause::Watchdog) flags |= IWDGRSTF;
    set_bits(layout_.rsr, flags, true);
}

// System reset. RSR keeps its flags until RMVF, the backup domain (BDCR) does not take part.
void H7Rcc::reset() {
    std::uint32_t rsr = peek(layout_.rsr), bdcr = peek(BDCR);
    std::erase_if(starting_, [&](const auto& entry) {
        if (entry.first.first == BDCR) return false;
        timeline_.cancel(entry.second);
        return true;
    });
    PeripheralRegisters::reset();
    set(layout_.rsr, rsr);
    set(BDCR, bdcr);
    reset_own();
    frac_latched_ = {};
    update();
}

bool H7Rcc::store(std::uint32_t offset, std::uint32_t value, Master) {
    if (offset >= FIRST_RSTR && offset <= layout_.last_rstr)
        store_reset_register(offset, value);
    else if (offset >= PLLCKSELR && offset <= PLL3FRACR)
        store_pll_register(offset, value);
    else if (offset == layout_.rsr) {
        if (value & RMVF) set(layout_.rsr, 0);
    } else
        switch (offset) {
        case CR: store_cr(value); break;
        case BDCR: store_bdcr(value); break;
        case CFGR: store_cfgr(value); break;
        case CSR:
            keep(CSR, value);
            if (value & 1)
                start(CSR, 2, kLsiStart);
            else
                stop(CSR, 2);
            break;
        case CICR: set_bits(CIFR, value, false); break;
        default:
            if (!store_own(offset, value)) keep(offset, value);
        }
    update();
    return true;
}

void H7Rcc::store_cfgr(std::uint32_t value) {
    if (!source_hz(value & 7))
        violations().report("VB-RCC-002", fmt::format("RCC_CFGR.SW={} selects a clock that is not ready; the "
                                                      "system clock stays at SWS={}",
                                                      value & 7, peek(CFGR) >> 3 & 7));
    keep(CFGR, value);
}

void H7Rcc::store_reset_register(std::uint32_t offset, std::uint32_t value) {
    std::uint32_t old = peek(offset);
    keep(offset, value);
    std::uint32_t rising = peek(offset) & ~old;
    for (auto& [key, devices] : reset_bits_)
        if (key.first == offset && (rising >> key.second & 1))
            for (BusDevice* device : devices) device->reset();
}

void H7Rcc::store_cr(std::uint32_t value) {
    std::uint32_t old = peek(CR);
    std::uint32_t allowed = refuse_stopping_used_clocks(value);
    keep(CR, allowed);
    start_oscillators(old, peek(CR));
}

// docs/hardware/stm32h7rs.md, clock switching rules: HSION cannot be cleared, nor HSIDIV changed, while HSI
// is in use; likewise for the others.
std::uint32_t H7Rcc::refuse_stopping_used_clocks(std::uint32_t value) const {
    constexpr std::uint32_t kHsiDiv = 3u << 3;
    const std::uint32_t on_bit[] = {HSION, CSION, HSEON, PLL1ON};
    const char* const name[] = {"HSI", "CSI", "HSE", "PLL1"};
    unsigned sws = peek(CFGR) >> 3 & 7, pll_source = peek(PLLCKSELR) & 3;
    bool any_pll = pll_on(0) || pll_on(1) || pll_on(2);
    for (unsigned i = 0; i < 4; ++i) {
        bool used = sws == i || (i < 3 && pll_source == i && (sws == 3 || (i == 0 && any_pll)));
        if (used && (peek(CR) & on_bit[i]) && !(value & on_bit[i])) {
            violations().report("VB-RCC-005", fmt::format("{} cannot be switched off: the system clock or an "
                                                          "enabled PLL runs from it",
                                                          name[i]));
            value |= on_bit[i];
        }
    }
    if (any_pll && pll_source == 0 && ((value ^ peek(CR)) & kHsiDiv)) {
        violations().report("VB-RCC-006", "RCC_CR.HSIDIV cannot be changed while HSI feeds an enabled PLL");
        value = (value & ~kHsiDiv) | (peek(CR) & kHsiDiv);
    }
    return value;
}

void H7Rcc::start_oscillators(std::uint32_t old, std::uint32_t value) {
    auto edge = [&](std::uint32_t on, auto&& rise, std::uint32_t ready) {
        if (~old & value & on) rise();
        if (old & ~value & on) stop(CR, ready);
    };
    edge(
        HSION, [&] { start(CR, HSIRDY, kHsiStart); }, HSIRDY);
    edge(
        CSION, [&] { start(CR, CSIRDY, kCsiStart); }, CSIRDY);
    edge(
        HSI48ON, [&] { start(CR, HSI48RDY, kHsi48Start); }, HSI48RDY);
    edge(
        HSEON, [&] { start_hse(); }, HSERDY);
    for (unsigned i = 0; i < 3; ++i)
        edge(
            PLL1ON << 2 * i, [&] { start_pll(i); }, PLL1ON << (2 * i + 1));
}

void H7Rcc::start_hse() {
    if (board_.hse_hz == 0) return;
    bool bypass = peek(CR) & HSEBYP;
    if (bypass == board_.hse_is_crystal)
        violations().report("VB-RCC-008",
                            bypass ? "HSEBYP is set, but the board has a crystal: HSE never gets ready"
                                   : "HSEBYP is clear, but the board feeds HSE from a generator");
    else
        start(CR, HSERDY, kHseStart);
}

void H7Rcc::start_pll(unsigned i) {
    frac_latched_[i] = peek(PLL1FRACR + 8 * i) >> 3 & 0x1FFF;
    Pll one = pll(i);
    if (auto why = one.complaint())
        violations().report("VB-RCC-003", fmt::format("PLL{} enabled but {}", i + 1, *why));
    if (one.can_lock()) start(CR, PLL1ON << (2 * i + 1), kPllLock);
}

void H7Rcc::start(std::uint32_t ready_register, std::uint32_t ready_bit, Picoseconds delay) {
    auto key = std::pair(ready_register, ready_bit);
    if (starting_.contains(key) || (peek(ready_register) & ready_bit)) return;
    starting_[key] = timeline_.schedule_in(delay, [this, key] {
        starting_.erase(key);
        set_bits(key.first, key.second, true);
        update();
    });
}

void H7Rcc::stop(std::uint32_t ready_register, std::uint32_t ready_bit) {
    auto found = starting_.find({ready_register, ready_bit});
    if (found != starting_.end()) {
        timeline_.cancel(found->second);
        starting_.erase(found);
    }
    set_bits(ready_register, ready_bit, false);
}

void H7Rcc::store_bdcr(std::uint32_t value) {
    if (value & 1u << 16) { // VSWRST resets the whole domain
        stop(BDCR, 2);
        set(BDCR, bdcr_reset_ | (value & 1u << 16));
        return;
    }
    keep(BDCR, value);
    if (!(value & 1))
        stop(BDCR, 2);
    else if (board_.lse_fitted)
        start(BDCR, 2, kLseStart);
}

// RM text carried over from the H7 family: sources, dividers and ranges may be written only while the PLL
// that they belong to is off; output enables and FRACN at any time (FRACN is taken over when FRACEN rises).
void H7Rcc::store_pll_register(std::uint32_t offset, std::uint32_t value) {
    std::uint32_t frozen = 0;
    for (unsigned i = 0; i < 3; ++i) {
        if (!pll_on(i)) continue;
        if (offset == PLLCKSELR) frozen |= 3u | 0x3Fu << (4 + 8 * i);
        const std::uint32_t vcosel_and_range = 2u | 3u << layout_.range_shift;
        if (offset == PLLCFGR) frozen |= vcosel_and_range << layout_.pll_bits * i;
        if (offset == PLL1DIVR + 8 * i) frozen |= ~0u;
        frozen |= frozen_bits(offset, i);
    }
    std::uint32_t old = peek(offset);
    if ((value ^ old) & frozen) {
        violations().report("VB-RCC-004",
                            fmt::format("write of 0x{:08X} to RCC offset 0x{:03X} changes bits 0x{:08X} "
                                        "of a PLL that is on",
                                        value, offset, (value ^ old) & frozen));
        value = (value & ~frozen) | (old & frozen);
    }
    keep(offset, value);
    if (offset == PLLCFGR)
        for (unsigned i = 0; i < 3; ++i)
            if (~old & value & 1u << layout_.pll_bits * i)
                frac_latched_[i] = peek(PLL1FRACR + 8 * i) >> 3 & 0x1FFF;
}

std::uint64_t H7Rcc::hsi_hz() const { return peek(CR) & HSIRDY ? 64'000'000u >> (peek(CR) >> 3 & 3) : 0; }
std::uint64_t H7Rcc::csi_hz() const { return peek(CR) & CSIRDY ? 4'000'000 : 0; }
std::uint64_t H7Rcc::hse_hz() const { return peek(CR) & HSERDY ? board_.hse_hz : 0; }

std::uint64_t H7Rcc::source_hz(unsigned select) const {
    switch (select) {
    case 0: return hsi_hz();
    case 1: return csi_hz();
    case 2: return hse_hz();
    case 3: return pll1_p_hz();
    default: return 0;
    }
}

// PLLSRC: 0 HSI, 1 CSI, 2 HSE, 3 none.
std::uint64_t H7Rcc::pll_source_hz() const {
    unsigned source = peek(PLLCKSELR) & 3;
    return source == 3 ? 0 : source_hz(source);
}

Pll H7Rcc::pll(unsigned i) const {
    std::uint32_t cfg = peek(PLLCFGR) >> layout_.pll_bits * i;
    Pll one;
    one.m = peek(PLLCKSELR) >> (4 + 8 * i) & 0x3F;
    one.n = (peek(PLL1DIVR + 8 * i) & 0x1FF) + 1;
    one.frac = cfg & 1 ? frac_latched_[i] : 0;
    one.low_vco = cfg >> 1 & 1;
    one.range = cfg >> layout_.range_shift & 3;
    one.source_hz = pll_source_hz();
    one.vco = layout_.vco;
    return one;
}

void H7Rcc::update() {
    unsigned sw = peek(CFGR) & 7, sws = peek(CFGR) >> 3 & 7;
    if (sw != sws && source_hz(sw))
        set(CFGR, (peek(CFGR) & ~0x38u) | sw << 3); // also when it gets ready later
    follow();
    if (changed_) changed_();
}

} // namespace vb
