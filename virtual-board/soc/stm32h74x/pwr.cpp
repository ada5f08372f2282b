#include "soc/stm32h74x/pwr.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vb::stm32h74x {

namespace {
enum Offset : std::uint32_t {
    CR1 = 0x000,
    CSR1 = 0x004,
    CR2 = 0x008,
    CR3 = 0x00C,
    CPUCR = 0x010,
    D3CR = 0x018,
    WKUPCR = 0x020,
    WKUPFR = 0x024,
    WKUPEPR = 0x028
};
// Reset values: STM32H743.svd; implemented bits: ST's device header.
constexpr RegisterSpec kMap[] = {
    {CR1, "CR1", 0xF000C000, 0x0007C3F1}, {CSR1, "CSR1", 0x00004000, 0, 0x0001E010},
    {CR2, "CR2", 0, 0x11, 0x00F10000},    {CR3, "CR3", 0x6, 0x03000307, 0x04000000},
    {CPUCR, "CPUCR", 0, 0xA07, 0x1E0},    {D3CR, "D3CR", 0x4000, 0xC000, 0x2000},
    {WKUPCR, "WKUPCR", 0, 0x3F},          {WKUPFR, "WKUPFR", 0, 0, 0x3F},
    {WKUPEPR, "WKUPEPR", 0, 0x0FFF3F3F},
};
constexpr std::uint32_t BYPASS = 1u << 0, LDOEN = 1u << 1, SCUEN = 1u << 2, USB33DEN = 1u << 24,
                        USB33RDY = 1u << 26;
constexpr std::uint32_t kSupplyBits = BYPASS | LDOEN;
constexpr std::uint32_t kVosRdy = 1u << 13; // D3CR; ACTVOSRDY in CSR1 has the same place
constexpr unsigned kVosShift = 14;
// Regulator times are not in any public text at hand: assumed.
constexpr Picoseconds kSupplySettles = 20 * kPerMicrosecond, kVosSettles = 20 * kPerMicrosecond;
} // namespace

Pwr::Pwr(Timeline& timeline, Violations& violations, CoreSupply wired)
    : PeripheralRegisters("PWR", kMap, violations), timeline_(timeline), wired_(wired) {}

bool Pwr::backup_writable() const { return peek(CR1) >> 8 & 1; }

bool Pwr::usb33_ready() const { return peek(CR3) & USB33RDY; }

bool Pwr::vos1_is_chosen() const { return peek(D3CR) >> kVosShift == 3; }

void Pwr::power_on() {
    PeripheralRegisters::reset();
    supply_locked_ = supply_chosen_ = false;
}

// The supply choice outlives a system reset, only a power cycle opens it again: HAL checks SCUEN for that.
// DBP, VOS and the rest take part in the reset.
void Pwr::reset() {
    for (auto id : pending_) timeline_.cancel(id);
    pending_.clear();
    const std::uint32_t supply = peek(CR3) & (kSupplyBits | SCUEN), valid = peek(CSR1) & kVosRdy;
    PeripheralRegisters::reset();
    set(CR3, supply);
    set_bits(CSR1, kVosRdy, valid);
    set_bits(D3CR, kVosRdy, valid);
    overdrive_ = false;
    active_ = 3;
    if (supply_chosen_ && !valid) settle_supply();
    if (changed_) changed_();
}

void Pwr::schedule(Picoseconds delay, std::function<void()> action) {
    pending_.push_back(timeline_.schedule_in(delay, std::move(action)));
}

bool Pwr::store_lanes(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes, Master master) {
    if (offset != CR3) return store(offset, value, master);
    store_cr3(value, lanes);
    return true;
}

bool Pwr::store(std::uint32_t offset, std::uint32_t value, Master) {
    switch (offset) {
    case D3CR: store_d3cr(value); return true;
    case CR2: // the backup regulator and the monitors are ready at once
        keep(CR2, value);
        set_bits(CR2, 1u << 16, value & 1);
        break;
    case WKUPCR: set_bits(WKUPFR, value & 0x3F, false); break; // WKUPC bits clear, and read 0
    default: keep(offset, value);
    }
    if (changed_) changed_();
    return true;
}

void Pwr::store_cr3(std::uint32_t value, std::uint32_t lanes) {
    if (lanes & 0xFF) store_supply(value & kSupplyBits);
    const std::uint32_t locked = kSupplyBits | SCUEN;
    keep(CR3, (value & ~locked) | (peek(CR3) & locked));
    set_bits(CR3, USB33RDY, value & USB33DEN);
    if (changed_) changed_();
}

// RM0433 on PWR_CR3: its lower byte is written once after power-on, which clears SCUEN; a combination that is
// none is ignored and locks all the same, and ACTVOSRDY stays 0 until a power cycle.
void Pwr::store_supply(std::uint32_t supply) {
    const std::uint32_t old = peek(CR3) & kSupplyBits;
    if (supply_locked_) {
        if (supply == old) return;
        violations().report("VB-PWR-001", fmt::format("PWR_CR3 supply bits 0x{:X} written over 0x{:X}: they "
                                                      "are write-once until the next power cycle",
                                                      supply, old));
        return;
    }
    supply_locked_ = true;
    set_bits(CR3, SCUEN, false);
    if (supply != BYPASS && supply != LDOEN) {
        violations().report("VB-PWR-004",
                            fmt::format("the first write to the low byte of PWR_CR3 has supply bits 0x{:X}: "
                                        "it chooses none, and none can be chosen until the next power cycle",
                                        supply));
        return;
    }
    supply_chosen_ = true;
    set(CR3, (peek(CR3) & ~kSupplyBits) | supply);
    if (supply != std::uint32_t(wired_))
        violations().report("VB-PWR-002", fmt::format("PWR_CR3 supply bits 0x{:X} choose a core supply that "
                                                      "the board is not wired for (0x{:X})",
                                                      supply, std::uint32_t(wired_)));
    settle_supply();
}

void Pwr::settle_supply() {
    if ((peek(CR3) & kSupplyBits) != std::uint32_t(wired_)) return;
    schedule(kSupplySettles, [this] {
        set_bits(CSR1, kVosRdy, true);
        set_bits(D3CR, kVosRdy, true);
    });
}

// stm32h7xx_hal_pwr_ex.c waits for ACTVOSRDY before the voltage scaling is touched. Code 0 is reserved.
void Pwr::store_d3cr(std::uint32_t value) {
    const std::uint32_t old = peek(D3CR) >> kVosShift;
    const std::uint32_t code = value >> kVosShift & 3;
    if (code == old) return;
    if (code == 0)
        violations().report("VB-H74-002", "PWR_D3CR.VOS = 0 is reserved: the voltage scaling stays as it is");
    if (code == 0) return;
    if (!(peek(CSR1) & kVosRdy))
        violations().report("VB-PWR-003", "PWR_D3CR.VOS changed while PWR_CSR1.ACTVOSRDY is 0: the core "
                                          "supply has not been chosen in PWR_CR3");
    if (overdrive_)
        violations().report("VB-H74-003",
                            "PWR_D3CR.VOS changed while SYSCFG_PWRCR.ODEN is 1: VOS0 is left by "
                            "clearing ODEN first");
    keep(D3CR, value);
    scale();
}

void Pwr::set_overdrive(bool on) {
    if (on == overdrive_) return;
    overdrive_ = on;
    scale();
}

// VOS codes: 1 is VOS3, 2 VOS2, 3 VOS1; overdrive on top of VOS1 is VOS0.
unsigned Pwr::wanted() const {
    const unsigned vos = 4 - (peek(D3CR) >> kVosShift);
    return vos == 1 && overdrive_ ? 0 : vos;
}

// The limits of a lower range hold from now on, those of a higher one once it is ready.
void Pwr::scale() {
    set_bits(D3CR, kVosRdy, false);
    active_ = std::max(active_, wanted());
    schedule(kVosSettles, [this, level = wanted()] {
        if (wanted() != level) return;
        set_bits(D3CR, kVosRdy, true);
        const std::uint32_t ready = peek(CSR1) & kVosRdy;
        set(CSR1, (peek(D3CR) & 0xC000) | ready); // ACTVOS
        active_ = level;
        if (changed_) changed_();
    });
    if (changed_) changed_();
}

} // namespace vb::stm32h74x
