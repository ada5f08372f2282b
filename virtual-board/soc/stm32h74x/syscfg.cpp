#include "soc/stm32h74x/syscfg.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb::stm32h74x {

namespace {
enum Offset : std::uint32_t {
    PMCR = 0x004,
    EXTICR1 = 0x008,
    CCCSR = 0x020,
    CCVR = 0x024,
    CCCR = 0x028,
    PWRCR = 0x02C,
    PKGR = 0x124,
    UR0 = 0x300
};
// Reset values: STM32H743.svd; implemented bits: ST's device header. The user registers follow the options.
constexpr RegisterSpec kMap[] = {
    {PMCR, "PMCR", 0, 0x0FE003FF},
    {EXTICR1, "EXTICR1", 0, 0xFFFF},
    {0x00C, "EXTICR2", 0, 0xFFFF},
    {0x010, "EXTICR3", 0, 0xFFFF},
    {0x014, "EXTICR4", 0, 0xFFFF},
    {CCCSR, "CCCSR", 0, 0x00010003, 0x00000100},
    {CCVR, "CCVR", 0, 0, 0xFF},
    {CCCR, "CCCR", 0, 0xFF},
    {PWRCR, "PWRCR", 0, 0x1},
    {PKGR, "PKGR", 0, 0, 0xF},
    {0x300, "UR0", 0, 0, 0x00FF0001},
    {0x308, "UR2", 0, 0x3, 0xFFFF0000},
    {0x30C, "UR3", 0, 0xFFFF0000, 0x0000FFFF},
    {0x310, "UR4", 0, 0, 0x00010000},
    {0x314, "UR5", 0, 0, 0x00FF0001},
    {0x318, "UR6", 0, 0, 0x0FFF0FFF},
    {0x31C, "UR7", 0, 0, 0x0FFF0FFF},
    {0x320, "UR8", 0, 0, 0x00010001},
    {0x324, "UR9", 0, 0, 0x0FFF00FF},
    {0x328, "UR10", 0, 0, 0x0FFF0FFF},
    {0x32C, "UR11", 0, 0, 0x00010FFF},
    {0x330, "UR12", 0, 0, 0x00010000},
    {0x334, "UR13", 0, 0, 0x00010003},
    {0x338, "UR14", 0, 0x1},
    {0x33C, "UR15", 0, 0, 0x00010000},
    {0x340, "UR16", 0, 0, 0x00010001},
    {0x344, "UR17", 0, 0, 0x1},
};
constexpr std::uint32_t EN = 1u << 0, CS = 1u << 1, READY = 1u << 8, HSLV = 1u << 16, ODEN = 1u << 0;
constexpr Picoseconds kCellSettles = 50 * kPerMicrosecond; // not published: assumed
constexpr std::uint32_t kCellCode = 0x88;                  // stands for one device
} // namespace

Syscfg::Syscfg(Timeline& timeline, Violations& violations, SyscfgInputs inputs)
    : PeripheralRegisters("SYSCFG", kMap, violations), timeline_(timeline), inputs_(std::move(inputs)) {}

bool Syscfg::high_speed() const { return (peek(CCCSR) & HSLV) && inputs_.io_hslv_option(); }

// With CS the pads use CCCR, whatever the cell does; a code of 0 there is no compensation.
bool Syscfg::compensated() const {
    if (peek(CCCSR) & CS) return peek(CCCR) != 0;
    return (peek(CCCSR) & EN) && (peek(CCCSR) & READY);
}

void Syscfg::reset() {
    if (settling_) timeline_.cancel(*settling_);
    settling_.reset();
    PeripheralRegisters::reset();
    set(PKGR, inputs_.package);
    for (unsigned n = 0; n < user_.size(); ++n)
        if (n != 1) set(UR0 + 4 * n, user_[n]); // there is no UR1
}

bool Syscfg::store(std::uint32_t offset, std::uint32_t value, Master) {
    const std::uint32_t old = peek(offset);
    if (offset == PWRCR) return store_pwrcr(value), true;
    keep(offset, value);
    if (offset == CCCSR) {
        check_cccsr(old, value);
        update();
    }
    return true;
}

// stm32h7xx_hal_pwr.h: VOS0 is VOS1 with ODEN on top. ST's macro does not wait for VOSRDY in between.
void Syscfg::store_pwrcr(std::uint32_t value) {
    const bool rises = ~peek(PWRCR) & value & ODEN;
    if (rises && !inputs_.has_overdrive())
        violations().report("VB-H74-004", "SYSCFG_PWRCR.ODEN set on a revision without VOS0");
    else if (rises && !inputs_.vos1_is_chosen())
        violations().report("VB-H74-005", "SYSCFG_PWRCR.ODEN set while PWR_D3CR.VOS does not say VOS1");
    keep(PWRCR, value);
    if (inputs_.has_overdrive()) inputs_.set_overdrive(value & ODEN);
}

// DS12110: HSLV is for a VDD below 2.7 V and may destroy the pads above. Without the option bit it has no
// effect, so no harm either.
void Syscfg::check_cccsr(std::uint32_t old, std::uint32_t value) {
    if ((~old & value & EN) && !inputs_.csi_on())
        violations().report("VB-H74-006", "SYSCFG_CCCSR.EN set while CSI is off: the cell cannot settle");
    if ((~old & value & HSLV) && inputs_.io_hslv_option() && inputs_.millivolts >= 2700)
        violations().report("VB-H74-007",
                            fmt::format("SYSCFG_CCCSR.HSLV set with its option bit while VDD has "
                                        "{} mV: the pads may be destroyed",
                                        inputs_.millivolts));
}

void Syscfg::update() {
    const bool can = (peek(CCCSR) & EN) && inputs_.csi_running(), ready = peek(CCCSR) & READY;
    if (!can) {
        if (settling_) timeline_.cancel(*settling_);
        settling_.reset();
        set_bits(CCCSR, READY, false);
    } else if (!ready && !settling_) {
        settling_ = timeline_.schedule_in(kCellSettles, [this] {
            settling_.reset();
            set_bits(CCCSR, READY, true);
            set(CCVR, kCellCode);
        });
    }
}

} // namespace vb::stm32h74x
