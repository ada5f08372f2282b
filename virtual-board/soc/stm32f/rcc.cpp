#include "soc/stm32f/rcc.hpp"

#include "soc/bus-dividers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vb::stm32f {
using namespace rcc;

namespace {
// Start-up and lock times: typical, assumed (the data sheets were not at hand).
constexpr Picoseconds kHsiStart = 2 * kPerMicrosecond, kHseStart = 2 * kPerMillisecond;
constexpr Picoseconds kLseStart = 300 * kPerMillisecond, kLsiStart = 15 * kPerMicrosecond;
constexpr Picoseconds kPllLock = 100 * kPerMicrosecond;
constexpr std::uint32_t kResetFlags = 0xFE000000;                       // of CSR
constexpr std::uint32_t kPllSource = 1u << 22, kPllFields = 0x0F437FFF; // of PLLCFGR
} // namespace

Rcc::Rcc(Timeline& timeline, Violations& violations, BoardClocks board, RccKind kind)
    : PeripheralRegisters("RCC", kind.map, violations), timeline_(timeline), board_(board), kind_(kind) {}

bool Rcc::enabled(std::uint32_t enable_register, unsigned bit) const {
    return (peek(enable_register) >> bit & 1) && !(peek(enable_register - kResetDistance) >> bit & 1);
}

void Rcc::on_reset_bit(std::uint32_t reset_register, unsigned bit, BusDevice& device) {
    reset_bits_[{reset_register, bit}].push_back(&device);
}

void Rcc::power_on() {
    PeripheralRegisters::reset();
    set(CSR, PORRSTF | PINRSTF | BORRSTF);
}

void Rcc::note_reset(ResetCause cause) {
    std::uint32_t flags = PINRSTF;
    if (cause == ResetCause::Software) flags |= SFTRSTF;
    if (cause == ResetCause::Watchdog) flags |= IWDGRSTF;
    set_bits(CSR, flags, true);
}

// System reset. CSR keeps its flags until RMVF, the backup domain (BDCR) does not take part.
void Rcc::reset() {
    const std::uint32_t flags = peek(CSR) & kResetFlags, bdcr = peek(BDCR);
    std::erase_if(starting_, [&](const auto& entry) {
        if (entry.first.first == BDCR) return false;
        timeline_.cancel(entry.second);
        return true;
    });
    PeripheralRegisters::reset();
    set(CSR, flags);
    set(BDCR, bdcr);
    update();
}

bool Rcc::store(std::uint32_t offset, std::uint32_t value, Master) {
    switch (offset) {
    case CR: store_cr(value); break;
    case PLLCFGR: store_pllcfgr(value); break;
    case CFGR: store_cfgr(value); break;
    case CIR: keep(CIR, value & 0x00007F00); break; // the clear bits read 0; no flag is ever raised
    case BDCR: store_bdcr(value); break;
    case CSR: store_csr(value); break;
    default:
        if (offset >= AHB1RSTR && offset <= APB2RSTR)
            store_reset_register(offset, value);
        else
            keep(offset, value);
    }
    update();
    return true;
}

void Rcc::store_cr(std::uint32_t value) {
    const std::uint32_t old = peek(CR), wanted = keep_used_clocks_on(value);
    keep(CR, wanted);
    const std::uint32_t now = peek(CR);
    const auto edge = [&](std::uint32_t on, auto&& rise) {
        if (~old & now & on) rise();
        if (old & ~now & on) stop(CR, on << 1); // the ready bit is the next one
    };
    edge(HSION, [&] { start(CR, HSIRDY, kHsiStart); });
    edge(HSEON, [&] { start_hse(); });
    edge(PLLON, [&] { start_pll(); });
    for (const std::uint32_t other : {PLLI2SON, PLLSAION})
        edge(other, [&] { start(CR, other << 1, kPllLock); });
}

// An oscillator or the PLL that the system clock runs from, directly or through the PLL, cannot be switched
// off.
std::uint32_t Rcc::keep_used_clocks_on(std::uint32_t value) const {
    const unsigned sws = peek(CFGR) >> 2 & 3;
    const bool pll_on_hse = peek(PLLCFGR) & kPllSource;
    const std::pair<std::uint32_t, bool> clocks[] = {{HSION, sws == 0 || (sws == 2 && !pll_on_hse)},
                                                     {HSEON, sws == 1 || (sws == 2 && pll_on_hse)},
                                                     {PLLON, sws == 2}};
    const char* const names[] = {"HSI", "HSE", "the PLL"};
    for (unsigned i = 0; i < 3; ++i) {
        const auto [on, used] = clocks[i];
        if (!used || (value & on)) continue;
        violations().report(
            "VB-RCC-005", fmt::format("{} cannot be switched off: the system clock runs from it", names[i]));
        value |= on;
    }
    return value;
}

void Rcc::start_hse() {
    if (board_.hse_hz == 0) return;
    const bool bypass = peek(CR) & HSEBYP;
    if (bypass == board_.hse_is_crystal)
        violations().report("VB-RCC-008",
                            bypass ? "HSEBYP is set, but the board has a crystal: HSE never gets ready"
                                   : "HSEBYP is clear, but the board feeds HSE from a generator");
    else
        start(CR, HSERDY, kHseStart);
}

void Rcc::start_pll() {
    const Pll one = pll();
    if (const auto why = one.complaint())
        violations().report("VB-RCC-003", fmt::format("PLL enabled but {}", *why));
    if (one.can_lock()) start(CR, PLLRDY, kPllLock);
}

void Rcc::store_pllcfgr(std::uint32_t value) {
    const std::uint32_t changed = (value ^ peek(PLLCFGR)) & kPllFields;
    if (!pll_on() || !changed) return keep(PLLCFGR, value);
    violations().report(
        "VB-RCC-004",
        fmt::format("RCC_PLLCFGR = 0x{:08X} changes bits 0x{:08X} of a PLL that is on", value, changed));
}

void Rcc::store_cfgr(std::uint32_t value) {
    if (!source_hz(value & 3))
        violations().report("VB-RCC-002", fmt::format("RCC_CFGR.SW={} selects a clock that is not ready; the "
                                                      "system clock stays at SWS={}",
                                                      value & 3, peek(CFGR) >> 2 & 3));
    keep(CFGR, value);
}

void Rcc::store_bdcr(std::uint32_t value) {
    if (value & 1u << 16) { // BDRST resets the whole domain
        stop(BDCR, 2);
        return set(BDCR, 1u << 16);
    }
    keep(BDCR, value);
    if (!(value & 1))
        stop(BDCR, 2);
    else if (board_.lse_fitted)
        start(BDCR, 2, kLseStart);
}

void Rcc::store_csr(std::uint32_t value) {
    if (value & RMVF) set_bits(CSR, kResetFlags, false);
    set_bits(CSR, LSION, value & LSION);
    if (value & LSION)
        start(CSR, LSIRDY, kLsiStart);
    else
        stop(CSR, LSIRDY);
}

void Rcc::store_reset_register(std::uint32_t offset, std::uint32_t value) {
    const std::uint32_t old = peek(offset);
    keep(offset, value);
    const std::uint32_t rising = peek(offset) & ~old;
    for (auto& [key, devices] : reset_bits_)
        if (key.first == offset && (rising >> key.second & 1))
            for (BusDevice* device : devices) device->reset();
}

void Rcc::start(std::uint32_t ready_register, std::uint32_t ready_bit, Picoseconds delay) {
    const auto key = std::pair(ready_register, ready_bit);
    if (starting_.contains(key) || (peek(ready_register) & ready_bit)) return;
    starting_[key] = timeline_.schedule_in(delay, [this, key] {
        starting_.erase(key);
        set_bits(key.first, key.second, true);
        update();
    });
}

void Rcc::stop(std::uint32_t ready_register, std::uint32_t ready_bit) {
    const auto found = starting_.find({ready_register, ready_bit});
    if (found != starting_.end()) {
        timeline_.cancel(found->second);
        starting_.erase(found);
    }
    set_bits(ready_register, ready_bit, false);
}

std::uint64_t Rcc::hsi_hz() const { return peek(CR) & HSIRDY ? 16'000'000 : 0; }
std::uint64_t Rcc::hse_hz() const { return peek(CR) & HSERDY ? board_.hse_hz : 0; }

Pll Rcc::pll() const { return Pll::of(peek(PLLCFGR), peek(PLLCFGR) & kPllSource ? hse_hz() : hsi_hz()); }

std::uint64_t Rcc::source_hz(unsigned select) const {
    switch (select) {
    case 0: return hsi_hz();
    case 1: return hse_hz();
    case 2: return peek(CR) & PLLRDY ? pll().p_hz() : 0;
    default: return 0;
    }
}

std::uint64_t Rcc::hclk_hz() const { return system_hz() / ahb_divider(peek(CFGR) >> 4 & 0xF); }
std::uint64_t Rcc::pclk_hz(unsigned bus) const {
    return hclk_hz() / apb_divider(peek(CFGR) >> (bus == 1 ? 10 : 13) & 7);
}

// PCLK when it is not divided, else twice; with TIMPRE up to four times; never above HCLK.
std::uint64_t Rcc::timer_hz(unsigned bus) const {
    const bool timpre = kind_.timpre_register && (peek(kind_.timpre_register) >> kind_.timpre_bit & 1);
    return std::min(hclk_hz(), pclk_hz(bus) * (timpre ? 4 : 2));
}

void Rcc::update() {
    const unsigned sw = peek(CFGR) & 3, sws = peek(CFGR) >> 2 & 3;
    if (sw != sws && source_hz(sw))
        set(CFGR, (peek(CFGR) & ~0xCu) | sw << 2); // also when it gets ready later
    if (changed_) changed_();
}

} // namespace vb::stm32f
