#include "soc/stm32h7rs/rcc.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb {
using namespace rcc;

namespace {
// Start-up and lock times are typical values of the STM32H7 family, assumed here (the datasheet DS14359 was
// not at hand). HSE and LSE depend on the crystal.
constexpr Picoseconds kHsiStart = 2 * kPerMicrosecond, kCsiStart = 2 * kPerMicrosecond;
constexpr Picoseconds kHsi48Start = 4 * kPerMicrosecond, kHseStart = 2 * kPerMillisecond;
constexpr Picoseconds kLseStart = 300 * kPerMillisecond, kLsiStart = 100 * kPerMicrosecond;
constexpr Picoseconds kPllLock = 50 * kPerMicrosecond;

constexpr bool is_reset_register(std::uint32_t o) { return o >= AHB5RSTR && o <= AHB3RSTR; }
constexpr bool is_pll_register(std::uint32_t o) {
    return (o >= PLLCKSELR && o <= PLL3FRACR) || (o >= PLL1DIVR2 && o <= PLL3SSCGR);
}

// xRSTR register of an xENR register; 0 if none.
std::uint32_t reset_register_of(std::uint32_t enable_register) {
    switch (enable_register) {
    case AHB5ENR: return AHB5RSTR;
    case AHB1ENR: return AHB1RSTR;
    case AHB2ENR: return AHB2RSTR;
    case AHB4ENR: return AHB4RSTR;
    case AHB3ENR: return AHB3RSTR;
    case APB5ENR: return APB5RSTR;
    case APB1ENR1: return APB1RSTR1;
    case APB1ENR2: return APB1RSTR2;
    case APB2ENR: return APB2RSTR;
    case APB4ENR: return APB4RSTR;
    default: return 0;
    }
}
} // namespace

Rcc::Rcc(Timeline& timeline, Violations& violations, BoardClocks board)
    : PeripheralRegisters("RCC", register_map(), violations), timeline_(timeline), board_(board) {
    update();
}

bool Rcc::enabled(std::uint32_t enable_register, unsigned bit) const {
    std::uint32_t reset = reset_register_of(enable_register);
    bool held = reset && (peek(reset) >> bit & 1);
    return (peek(enable_register) >> bit & 1) && !held;
}

void Rcc::on_reset_bit(std::uint32_t reset_register, unsigned bit, BusDevice& device) {
    reset_bits_[{reset_register, bit}].push_back(&device);
}

void Rcc::power_on() {
    PeripheralRegisters::reset();
    set(RSR, PORRSTF | PINRSTF | BORRSTF);
}

// Every internal reset also pulls NRST low, so PINRSTF comes with each of them.
void Rcc::note_reset(ResetCause cause) {
    std::uint32_t flags = PINRSTF;
    if (cause == ResetCause::Software) flags |= SFTRSTF;
    if (cause == ResetCause::Watchdog) flags |= IWDGRSTF;
    set_bits(RSR, flags, true);
}

// System reset. RSR keeps its flags until RMVF, the backup domain (BDCR) does not take part.
void Rcc::reset() {
    std::uint32_t rsr = peek(RSR), bdcr = peek(BDCR);
    std::erase_if(starting_, [&](const auto& entry) {
        if (entry.first.first == BDCR) return false;
        timeline_.cancel(entry.second);
        return true;
    });
    PeripheralRegisters::reset();
    set(RSR, rsr);
    set(BDCR, bdcr);
    for (auto& one : xspi_switch_) one.reset();
    frac_latched_ = {};
    update();
}

bool Rcc::store(std::uint32_t offset, std::uint32_t value, Master) {
    if (is_reset_register(offset))
        store_reset_register(offset, value);
    else if (is_pll_register(offset))
        store_pll_register(offset, value);
    else
        switch (offset) {
        case CR: store_cr(value); break;
        case CCIPR1: store_ccipr1(value); break;
        case BDCR: store_bdcr(value); break;
        case CFGR:
            if (!source_hz(value & 7))
                violations().report("VB-RCC-002",
                                    fmt::format("RCC_CFGR.SW={} selects a clock that is not ready; the "
                                                "system clock stays at SWS={}",
                                                value & 7, peek(CFGR) >> 3 & 7));
            keep(CFGR, value);
            break;
        case CSR:
            keep(CSR, value);
            if (value & 1)
                start(CSR, 2, kLsiStart);
            else
                stop(CSR, 2);
            break;
        case CICR: set_bits(CIFR, value, false); break;
        case RSR:
            if (value & RMVF) set(RSR, 0);
            break;
        default: keep(offset, value);
        }
    update();
    return true;
}

void Rcc::store_reset_register(std::uint32_t offset, std::uint32_t value) {
    std::uint32_t old = peek(offset);
    keep(offset, value);
    std::uint32_t rising = peek(offset) & ~old;
    for (auto& [key, devices] : reset_bits_)
        if (key.first == offset && (rising >> key.second & 1))
            for (BusDevice* device : devices) device->reset();
}

void Rcc::store_cr(std::uint32_t value) {
    std::uint32_t old = peek(CR);
    std::uint32_t allowed = refuse_stopping_used_clocks(value);
    keep(CR, allowed);
    start_oscillators(old, peek(CR));
}

// SILICON.md 1.1: HSION cannot be cleared, nor HSIDIV changed, while HSI is in use; likewise for the others.
std::uint32_t Rcc::refuse_stopping_used_clocks(std::uint32_t value) const {
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

void Rcc::start_oscillators(std::uint32_t old, std::uint32_t value) {
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

void Rcc::start_hse() {
    bool bypass = peek(CR) & HSEBYP;
    if (bypass == board_.hse_is_crystal)
        violations().report("VB-RCC-008",
                            bypass ? "HSEBYP is set, but the board has a crystal: HSE never gets ready"
                                   : "HSEBYP is clear, but the board feeds HSE from a generator");
    else
        start(CR, HSERDY, kHseStart);
}

void Rcc::start_pll(unsigned i) {
    frac_latched_[i] = peek(PLL1FRACR + 8 * i) >> 3 & 0x1FFF;
    Pll one = pll(i);
    if (auto why = one.complaint())
        violations().report("VB-RCC-003", fmt::format("PLL{} enabled but {}", i + 1, *why));
    if (one.can_lock()) start(CR, PLL1ON << (2 * i + 1), kPllLock);
}

void Rcc::start(std::uint32_t ready_register, std::uint32_t ready_bit, Picoseconds delay) {
    auto key = std::pair(ready_register, ready_bit);
    if (starting_.contains(key) || (peek(ready_register) & ready_bit)) return;
    starting_[key] = timeline_.schedule_in(delay, [this, key] {
        starting_.erase(key);
        set_bits(key.first, key.second, true);
        update();
    });
}

void Rcc::stop(std::uint32_t ready_register, std::uint32_t ready_bit) {
    auto found = starting_.find({ready_register, ready_bit});
    if (found != starting_.end()) {
        timeline_.cancel(found->second);
        starting_.erase(found);
    }
    set_bits(ready_register, ready_bit, false);
}

void Rcc::store_bdcr(std::uint32_t value) {
    if (value & 1u << 16) { // VSWRST resets the whole domain
        stop(BDCR, 2);
        set(BDCR, 0x10 | (value & 1u << 16));
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
void Rcc::store_pll_register(std::uint32_t offset, std::uint32_t value) {
    std::uint32_t frozen = 0;
    for (unsigned i = 0; i < 3; ++i) {
        if (!pll_on(i)) continue;
        if (offset == PLLCKSELR) frozen |= 3u | 0x3Fu << (4 + 8 * i);
        if (offset == PLLCFGR) frozen |= 0x1Au << 11 * i; // VCOSEL and RGE of this PLL
        if (offset == PLL1DIVR1 + 8 * i || offset == PLL1DIVR2 + 4 * i) frozen |= ~0u;
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
            if (~old & value & 1u << 11 * i) frac_latched_[i] = peek(PLL1FRACR + 8 * i) >> 3 & 0x1FFF;
}

void Rcc::store_ccipr1(std::uint32_t value) {
    constexpr std::uint32_t kXspiSel = 0xF0;
    if ((peek(CKPROTR) & XSPICKP) && ((value ^ peek(CCIPR1)) & kXspiSel)) {
        violations().report("VB-RCC-007",
                            "RCC_CCIPR1.XSPInSEL written while RCC_CKPROTR.XSPICKP protects it");
        value = (value & ~kXspiSel) | (peek(CCIPR1) & kXspiSel);
    }
    std::uint32_t changed = value ^ peek(CCIPR1);
    keep(CCIPR1, value);
    for (unsigned i = 0; i < 2; ++i) {
        unsigned sel = value >> (4 + 2 * i) & 3;
        if (!(changed >> (4 + 2 * i) & 3)) continue;
        xspi_switch_[i].select(sel);
        update();
        if (xspi_switch_[i].position() == KernelClockSwitch::Neutral)
            violations().report("VB-RCC-009",
                                fmt::format("XSPI{0}SEL={1}: the switch needs the old and the new clock "
                                            "running; XSPI{0} has no kernel clock",
                                            i + 1, sel));
    }
}

void Rcc::update() {
    unsigned sw = peek(CFGR) & 7, sws = peek(CFGR) >> 3 & 7;
    if (sw != sws && source_hz(sw))
        set(CFGR, (peek(CFGR) & ~0x38u) | sw << 3); // also when it gets ready later
    bool protection = peek(CKPROTR) & XSPICKP;
    KernelClockSwitch::Inputs inputs{0, ahb_hz(), pll_output_hz(1, 'S'), pll_output_hz(1, 'T')};
    for (unsigned i = 0; i < 2; ++i) {
        xspi_switch_[i].update(inputs, protection);
        // Reset value 0 = neutral: the switch leaves it with the first enable of its XSPI (inferred).
        unsigned position = xspi_switch_[i].position();
        unsigned shown = xspi_enabled(i + 1) ? position : 0;
        set(CKPROTR, (peek(CKPROTR) & ~(7u << (4 + 4 * i))) | shown << (4 + 4 * i));
    }
    if (changed_) changed_();
}

} // namespace vb
