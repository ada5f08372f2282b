#include "soc/stm32h7rs/sbs.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb {

namespace {
enum Offset : std::uint32_t {
    BOOTSR = 0x000,
    HDPLCR = 0x010,
    HDPLSR = 0x014,
    DBGCR = 0x020,
    DBGLOCKR = 0x024,
    RSSCMDR = 0x034,
    PMCR = 0x100,
    FPUIMR = 0x104,
    MESR = 0x108,
    CCCSR = 0x110,
    CCVALR = 0x114,
    CCSWVALR = 0x118,
    BKLOCKR = 0x120,
    EXTICR1 = 0x130,
    EXTICR2 = 0x134,
    EXTICR3 = 0x138,
    EXTICR4 = 0x13C
};
// Reset values: SVD (docs/hardware/stm32h7rs.md, SBS); implemented bits: ST's device header.
constexpr RegisterSpec kMap[] = {
    {BOOTSR, "BOOTSR", 0, 0, 0xFFFFFFFF},
    {HDPLCR, "HDPLCR", 0xB4, 0xFF},
    {HDPLSR, "HDPLSR", 0x51, 0, 0xFF}, // user flash runs at HDPL1 on an open part (inferred)
    {DBGCR, "DBGCR", 0, 0x00FFFFFF},
    {DBGLOCKR, "DBGLOCKR", 0xB4, 0xFF},
    {RSSCMDR, "RSSCMDR", 0, 0xFFFF},
    {PMCR, "PMCR", 0, 0x10E00300},
    {FPUIMR, "FPUIMR", 0x1F, 0x3F},
    {MESR, "MESR", 0, 0x1},
    {CCCSR, "CCCSR", 0, 0x0007003F, 0x00000700},
    {CCVALR, "CCVALR", 0x88, 0, 0x00FFFFFF},
    {CCSWVALR, "CCSWVALR", 0x88, 0x00FFFFFF},
    {BKLOCKR, "BKLOCKR", 0x88, 0x00A060CC},
    {EXTICR1, "EXTICR1", 0, 0xFFFF},
    {EXTICR2, "EXTICR2", 0, 0xFFFF},
    {EXTICR3, "EXTICR3", 0, 0xFFFF},
    {EXTICR4, "EXTICR4", 0, 0xFFFF},
};
constexpr std::uint32_t enable_bit(unsigned domain) { return 1u << 2 * domain; }
constexpr std::uint32_t codesel_bit(unsigned domain) { return 2u << 2 * domain; }
constexpr std::uint32_t ready_bit(unsigned domain) { return 1u << (8 + domain); }
constexpr std::uint32_t iohslv_bit(unsigned domain) { return 1u << (16 + domain); }
constexpr Picoseconds kCellSettles = 50 * kPerMicrosecond; // not published: assumed
constexpr std::uint32_t kCellCode = 0x88; // NSRC = PSRC = 8, as the general I/O shows at reset
const char* const kDomain[] = {"", "XSPI1_", "XSPI2_"};
} // namespace

Sbs::Sbs(Timeline& timeline, Violations& violations, SbsInputs inputs)
    : PeripheralRegisters("SBS", kMap, violations), timeline_(timeline), inputs_(std::move(inputs)) {}

std::uint32_t Sbs::cccsr() const { return peek(CCCSR); }

bool Sbs::high_speed(unsigned n) const { return (cccsr() & iohslv_bit(n)) && inputs_.hslv_option(n); }

// With CODESEL the pads use CCSWVALR, whatever the cell does; a code of 0 there is no compensation.
bool Sbs::compensated(unsigned n) const {
    if (cccsr() & codesel_bit(n)) return (peek(CCSWVALR) >> 8 * n & 0xFF) != 0;
    return (cccsr() & enable_bit(n)) && (cccsr() & ready_bit(n));
}

void Sbs::reset() {
    for (auto& one : settling_)
        if (one) timeline_.cancel(*one), one.reset();
    PeripheralRegisters::reset();
    set(BOOTSR, boot_address_);
}

bool Sbs::store(std::uint32_t offset, std::uint32_t value, Master) {
    std::uint32_t old = peek(offset);
    keep(offset, value);
    if (offset == CCCSR) {
        for (unsigned d = 0; d < 3; ++d)
            if ((~old & value & enable_bit(d)) && !inputs_.csi_on())
                violations().report("VB-SBS-001",
                                    fmt::format("SBS_CCCSR.{}COMP_EN set while CSI is off: the cell "
                                                "cannot settle",
                                                kDomain[d]));
        check_iohslv(old, value);
        update();
    }
    return true;
}

// docs/hardware/stm32h7rs.md, pad speed: IOHSLV is legal only below 2.7 V and may destroy the pads above.
// Without the option bit it has no effect, so no harm either.
void Sbs::check_iohslv(std::uint32_t old, std::uint32_t value) {
    for (unsigned d = 0; d < 3; ++d)
        if ((~old & value & iohslv_bit(d)) && inputs_.hslv_option(d) && inputs_.millivolts[d] >= 2700)
            violations().report("VB-SBS-002",
                                fmt::format("SBS_CCCSR.{}IOHSLV set with its option bit while the "
                                            "domain has {} mV: the pads may be destroyed",
                                            kDomain[d], inputs_.millivolts[d]));
}

bool Sbs::cell_can_settle(unsigned d) const {
    return (cccsr() & enable_bit(d)) && inputs_.csi_running() && inputs_.powered(d) && inputs_.loaded(d);
}

void Sbs::update() {
    for (unsigned d = 0; d < 3; ++d) {
        bool can = cell_can_settle(d), ready = cccsr() & ready_bit(d);
        if (!can) {
            if (settling_[d]) timeline_.cancel(*settling_[d]), settling_[d].reset();
            set_bits(CCCSR, ready_bit(d), false);
        } else if (!ready && !settling_[d]) {
            settling_[d] = timeline_.schedule_in(kCellSettles, [this, d] {
                settling_[d].reset();
                set_bits(CCCSR, ready_bit(d), true);
                set(CCVALR, (peek(CCVALR) & ~(0xFFu << 8 * d)) | kCellCode << 8 * d);
            });
        }
    }
}

} // namespace vb
