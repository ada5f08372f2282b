#include "soc/stm32h7rs/pwr.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace vb {

namespace {
enum Offset : std::uint32_t {
    CR1 = 0x000,
    SR1 = 0x004,
    CSR1 = 0x008,
    CSR2 = 0x00C,
    CSR3 = 0x010,
    CSR4 = 0x014,
    WKUPCR = 0x020,
    WKUPFR = 0x024,
    WKUPEPR = 0x028,
    UCPDR = 0x02C,
    APCR = 0x030,
    PUCRN = 0x034,
    PDCRN = 0x038,
    PUCRO = 0x03C,
    PDCRO = 0x040,
    PDCRP = 0x044
};
// Reset values: SVD (docs/hardware/stm32h7rs.md, PWR); implemented bits: ST's device header.
constexpr RegisterSpec kMap[] = {
    {CR1, "CR1", 0x1, 0xEBF1, 0x1000},
    {SR1, "SR1", 0, 0, 0x2013},
    {CSR1, "CSR1", 0, 0x11, 0xF10000},
    {CSR2, "CSR2", 0x6, 0x0B00FF1F, 0x04010000},
    {CSR3, "CSR3", 0, 0x3, 0x300},
    {CSR4, "CSR4", 0x2, 0x1, 0x2},
    {WKUPCR, "WKUPCR", 0, 0xF},
    {WKUPFR, "WKUPFR", 0, 0, 0xF},
    {WKUPEPR, "WKUPEPR", 0, 0x00FF0F0F},
    {UCPDR, "UCPDR", 0x2, 0x3},
    {APCR, "APCR", 0x00030000, 0xF0030001},
    {PUCRN, "PUCRN", 0, 0x1042},
    {PDCRN, "PDCRN", 0, 0x1147},
    {PUCRO, "PUCRO", 0, 0x13},
    {PDCRO, "PDCRO", 0, 0x1F},
    {PDCRP, "PDCRP", 0, 0x1111},
};
constexpr std::uint32_t kSupplyBits = 0x1F; // BYPASS, LDOEN, SDEN, SMPSEXTHP, SDHILEVEL: write-once
// BYPASS, LDO, SMPS, and SMPS at its high level feeding the LDO, the LDO and loads outside, or those alone
// (ST's HAL, pwr_ex). LDOEN and SDEN both set, as after power-on, is no choice.
constexpr std::uint32_t kSupplies[] = {0x01, 0x02, 0x04, 0x16, 0x1E, 0x1D};
constexpr std::uint32_t kActVosRdy = 1u << 1, kVosRdy = 1u << 1, kUsb33Den = 1u << 24, kUsb33Rdy = 1u << 26,
                        kUsbHsRegEn = 1u << 27;
// Regulator times are not in any public text at hand: assumed.
constexpr Picoseconds kSupplySettles = 20 * kPerMicrosecond, kVosSettles = 20 * kPerMicrosecond;
} // namespace

Pwr::Pwr(Timeline& timeline, Violations& violations, CoreSupply wired)
    : PeripheralRegisters("PWR", kMap, violations), timeline_(timeline), wired_(wired) {}

bool Pwr::port_powered(unsigned n) const { return peek(CSR2) >> (13 + n) & 1; }

bool Pwr::usb33_ready() const { return peek(CSR2) & kUsb33Rdy; }

bool Pwr::usb_hs_regulator() const { return peek(CSR2) & kUsbHsRegEn; }

void Pwr::power_on() {
    PeripheralRegisters::reset();
    supply_locked_ = false;
}

// The supply choice outlives a system reset, only a power cycle opens it again (as on the H7 family;
// docs/hardware/stm32h7rs.md, PWR, says write-once). The rest of the block takes part in the reset
// (inferred).
void Pwr::reset() {
    for (auto id : pending_) timeline_.cancel(id);
    pending_.clear();
    std::uint32_t supply = peek(CSR2) & kSupplyBits, valid = peek(SR1) & kActVosRdy;
    PeripheralRegisters::reset();
    set(CSR2, supply);
    set(SR1, valid);
    if (!valid) settle_supply();
    active_high_ = false;
    if (changed_) changed_();
}

void Pwr::schedule(Picoseconds delay, std::function<void()> action) {
    pending_.push_back(timeline_.schedule_in(delay, std::move(action)));
}

bool Pwr::store_lanes(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes, Master master) {
    if (offset != CSR2) return store(offset, value, master);
    store_csr2(value, lanes);
    return true;
}

bool Pwr::store(std::uint32_t offset, std::uint32_t value, Master) {
    switch (offset) {
    case CSR4: store_csr4(value); break;
    case CSR1: // the backup regulator and the monitors are ready at once
        keep(CSR1, value);
        set_bits(CSR1, 1u << 16, value & 1);
        break;
    case CSR3:
        keep(CSR3, value & ~2u);
        if (value & 2) set_bits(CSR3, 0x300, false); // CSSF clears STOPF and SBF
        break;
    default: keep(offset, value);
    }
    return true;
}

void Pwr::store_csr2(std::uint32_t value, std::uint32_t lanes) {
    if (lanes & 0xFF) store_supply(value & kSupplyBits);
    keep(CSR2, (value & ~kSupplyBits) | (peek(CSR2) & kSupplyBits));
    set_bits(CSR2, kUsb33Rdy, value & kUsb33Den);
    if (changed_) changed_();
}

// RM0433 on PWR_CR3 of the sibling STM32H743, inferred to hold here: the lower byte is written once after
// power-on; a combination that is none is ignored and locks all the same, and ACTVOSRDY stays 0 until a power
// cycle. No limitation applies to the upper bytes.
void Pwr::store_supply(std::uint32_t supply) {
    std::uint32_t old = peek(CSR2) & kSupplyBits;
    if (supply_locked_) {
        if (supply == old) return;
        violations().report("VB-PWR-001",
                            fmt::format("PWR_CSR2 supply bits 0x{:02X} written over 0x{:02X}: they are "
                                        "write-once until the next power cycle",
                                        supply, old));
        return;
    }
    supply_locked_ = true;
    if (std::find(std::begin(kSupplies), std::end(kSupplies), supply) == std::end(kSupplies)) {
        violations().report(
            "VB-PWR-004", fmt::format("the first write to the low byte of PWR_CSR2 has supply bits 0x{:02X}: "
                                      "it chooses none, and none can be chosen until the next power cycle",
                                      supply));
        return;
    }
    set(CSR2, (peek(CSR2) & ~kSupplyBits) | supply);
    if (supply != std::uint32_t(wired_))
        violations().report("VB-PWR-002",
                            fmt::format("PWR_CSR2 supply bits 0x{:02X} choose a core supply that the "
                                        "board is not wired for (0x{:02X})",
                                        supply, std::uint32_t(wired_)));
    settle_supply();
}

void Pwr::settle_supply() {
    if ((peek(CSR2) & kSupplyBits) != std::uint32_t(wired_)) return;
    schedule(kSupplySettles, [this] { set_bits(SR1, kActVosRdy, true); });
}

// stm32h7rsxx_hal_pwr_ex.c: as long as ACTVOSRDY is 0 the system is in Run* mode and VOS shall not be
// changed.
void Pwr::store_csr4(std::uint32_t value) {
    bool old = peek(CSR4) & 1, wanted = value & 1;
    keep(CSR4, value);
    if (wanted == old) return;
    if (!(peek(SR1) & kActVosRdy))
        violations().report("VB-PWR-003",
                            "PWR_CSR4.VOS changed while PWR_SR1.ACTVOSRDY is 0: the core supply has "
                            "not been chosen in PWR_CSR2");
    set_bits(CSR4, kVosRdy, false);
    if (!wanted) active_high_ = false; // the limits of the lower range hold from now on
    schedule(kVosSettles, [this, wanted] {
        if (bool(peek(CSR4) & 1) != wanted) return;
        set_bits(CSR4, kVosRdy, true);
        set_bits(SR1, 1, wanted); // ACTVOS
        active_high_ = wanted;
        if (changed_) changed_();
    });
    if (changed_) changed_();
}

} // namespace vb
