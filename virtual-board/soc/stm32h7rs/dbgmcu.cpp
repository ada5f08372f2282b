#include "soc/stm32h7rs/dbgmcu.hpp"

#include <utility>

namespace vb {

namespace {
enum Offset : std::uint32_t { IDCODE = 0x000, CR = 0x004, SR = 0x0FC };
// IDCODE: DEV_ID 0x485, bits 15:12 = 6, REV_ID 0x2000 = revision B. The offset of AHB5FZR is the header's and
// the pack's 0x01C, not the SVD's 0x020 (docs/hardware/stm32h7rs.md, debug).
constexpr RegisterSpec kMap[] = {
    {IDCODE, "IDCODE", 0x20006485, 0, 0xFFFFFFFF},
    {CR, "CR", 0, 0x10310007},
    {0x01C, "AHB5FZR", 0, 0xFFFF},
    {0x024, "AHB1FZR", 0, 0xFFFF},
    {0x03C, "APB1FZR", 0, 0x00E00BFF},
    {0x04C, "APB2FZR", 0, 0x000F0001},
    {0x054, "APB4FZR", 0, 0x00051E00},
    {SR, "SR", 0x00010003, 0, 0xFFFFFFFF},
    {0x100, "DBG_AUTH_HOST", 0, 0xFFFFFFFF},
    {0x104, "DBG_AUTH_DEV", 0, 0, 0xFFFFFFFF},
    {0x108, "DBG_AUTH_ACK", 0, 0x3},
    {0xFD0, "PIDR4", 0, 0, 0xFF},
    {0xFE0, "PIDR0", 0, 0, 0xFF},
    {0xFE4, "PIDR1", 0, 0, 0xFF},
    {0xFE8, "PIDR2", 0x0A, 0, 0xFF},
    {0xFEC, "PIDR3", 0, 0, 0xFF},
    {0xFF0, "CIDR0", 0x0D, 0, 0xFF},
    {0xFF4, "CIDR1", 0xF0, 0, 0xFF},
    {0xFF8, "CIDR2", 0x05, 0, 0xFF},
    {0xFFC, "CIDR3", 0xB1, 0, 0xFF},
};
} // namespace

Dbgmcu::Dbgmcu(Violations& violations, std::function<Picoseconds()> halted_time)
    : H7Dbgmcu(kMap, violations, std::move(halted_time)) {}

// SR: AP0 and AP1 present; enabled are AP0 alone in the locked state, both on an open part (inferred).
void Dbgmcu::power_on() {
    H7Dbgmcu::power_on();
    set(SR, open_ ? 0x00030003 : 0x00010003);
}

} // namespace vb
