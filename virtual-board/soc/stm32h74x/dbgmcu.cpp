#include "soc/stm32h74x/dbgmcu.hpp"

#include <utility>

namespace vb::stm32h74x {

namespace {
constexpr std::uint32_t IDC = 0x000;
// Bits: STM32H743.svd, and ST's device header for APB1HFZ1. Bits that the single-core manual drops, but that
// every public debugger writes on these parts (OpenOCD, the pack, probe-rs), are kept as read-only.
constexpr RegisterSpec kMap[] = {
    {IDC, "IDC", 0x20036450, 0, 0xFFFFFFFF},
    {0x004, "CR", 0, 0x10700187, 0x00070038},
    {0x034, "APB3FZ1", 0, 0x00000040},
    {0x03C, "APB1LFZ1", 0, 0x00E003FF, 0x00000800},
    {0x044, "APB1HFZ1", 0, 0x00000100},
    {0x04C, "APB2FZ1", 0, 0x20070003},
    {0x054, "APB4FZ1", 0, 0x00051E80, 0x00080000},
};
} // namespace

Dbgmcu::Dbgmcu(Violations& violations, std::function<Picoseconds()> halted_time)
    : H7Dbgmcu(kMap, violations, std::move(halted_time)) {}

// DEV_ID 0x450; bits 15:12 are 6 as in the SVD's value for revision Y (inferred for the later ones).
void Dbgmcu::power_on() {
    H7Dbgmcu::power_on();
    set(IDC, std::uint32_t(revision_) << 16 | 0x6450);
}

} // namespace vb::stm32h74x
