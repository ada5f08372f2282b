#include "openocd-driver/memory/internal-flash.hpp"

#include "flash-library/devices/stm32h7rs/memory.hpp"
#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/json.hpp"
#include "openocd-driver/target/option-bytes.hpp"

namespace xspi {

namespace {

using namespace stm32h7rs;
constexpr std::uint32_t kFlashRegisters = 0x52002000;
constexpr std::uint32_t kFlashIsr = kFlashRegisters + 0x024, kFlashIcr = kFlashRegisters + 0x028;
constexpr std::uint32_t kDoubleEccError = 1u << 26, kFlashEccDfAddr = kFlashRegisters + 0x044;
constexpr std::uint32_t kFlashWrpsr = kFlashRegisters + 0x218;
// The vendor's loader waits 400 ms for a page of 1 KiB and for a sector
// (docs/hardware/internal-flash-h7rs.md, erase and program).
constexpr std::uint32_t kMaximumUs = 400'000;
// No figure is published; only the choice between equal sectors depends on them.
constexpr std::uint64_t kTypicalEraseUs = 2'000;
constexpr std::uint64_t kTypicalQuadWordUs = 50;

// Whoever met it: the plan has read all that the job touches.
void tell_about_unreadable(TargetPort& target) {
    if ((target.read_word(kFlashIsr) & kDoubleEccError) == 0) return;
    bridge_log(
        BRIDGE_WARNING,
        fmt::format("XSPI-0609: the internal flash has a quad-word at 0x{:08X} that cannot be read: its "
                    "ECC is wrong, as after a program that was cut off. It counts as zeros; what it held "
                    "is lost unless the image or a journal has it",
                    kInternalFlashBase + target.read_word(kFlashEccDfAddr))
            .c_str());
    target.write_word(kFlashIcr, kDoubleEccError);
}

} // namespace

std::uint32_t InternalFlash::size() const { return kInternalFlashSize; }
std::uint32_t InternalFlash::sector_size() const { return kInternalSectorSize; }

void InternalFlash::prepare(AgentFlash& flash, TargetPort&) { select(flash); }

void InternalFlash::select(AgentFlash& flash) {
    flash.configure(agent::InternalSetup{agent::InternalKind::Stm32h7rs, kFlashRegisters, kInternalFlashBase,
                                         kInternalFlashSize, kInternalSectorSize, kMaximumUs, kMaximumUs});
}

PlanGeometry InternalFlash::geometry() const {
    PlanGeometry geometry;
    geometry.size = kInternalFlashSize;
    geometry.erase_types = {{kInternalSectorSize, kTypicalEraseUs}};
    geometry.program_unit = kInternalProgramUnit;
    geometry.page_size = kInternalProgramUnit;
    geometry.page_us = kTypicalQuadWordUs;
    return geometry;
}

std::string InternalFlash::describe() const {
    return "STM32H7R/S user flash, 64 KiB, 8 sectors of 8 KiB, quad-words of 16 bytes with ECC\n";
}

Json InternalFlash::facts() const {
    return {{"kind", "internal"},
            {"size", kInternalFlashSize},
            {"sector_size", kInternalSectorSize},
            {"program_unit", kInternalProgramUnit}};
}

// WRPS, bit n: sector n, 0 = protected (SVD, FLASH_WRPSR).
std::vector<FlashRange> InternalFlash::protected_ranges(AgentFlash&, TargetPort& target) {
    const std::uint32_t wrps = target.read_word(kFlashWrpsr);
    std::vector<FlashRange> ranges;
    for (std::uint32_t n = 0; n < kInternalFlashSize / kInternalSectorSize; n++)
        if ((wrps >> n & 1) == 0) ranges.push_back({n * kInternalSectorSize, kInternalSectorSize});
    return ranges;
}

void InternalFlash::require_writable(AgentFlash& flash, TargetPort& target,
                                     const std::vector<FlashRange>& touched) {
    tell_about_unreadable(target);
    if (!touched.empty())
        OptionBytes(target, board_).require_loaded(OptionGroup::Protection, "which sectors WRPS protects");
    for (const FlashRange& locked : protected_ranges(flash, target))
        for (const FlashRange& range : touched)
            if (range.address < locked.end() && locked.address < range.end())
                throw Failure("XSPI-0602",
                              "sector {} of the internal flash (0x{:08X} to 0x{:08X}) is write-protected by "
                              "WRPS, and the job touches it; nothing was changed. `xspi option WRPS 0xFF` "
                              "and a reset remove that",
                              locked.address / kInternalSectorSize, kInternalFlashBase + locked.address,
                              std::uint32_t(kInternalFlashBase + locked.end() - 1));
}

std::string InternalFlash::protect(AgentFlash& flash, TargetPort& target, const FlashRange& range, bool on) {
    if (!on && protected_ranges(flash, target).empty())
        return fmt::format("{} bytes at 0x{:08X} are not protected, as before", range.length,
                           kInternalFlashBase + range.address);
    throw Failure("XSPI-0601",
                  "the internal flash is protected by the option byte WRPS, one bit a sector, 0 = "
                  "protected; nothing was changed. `xspi option WRPS VALUE` writes it");
}

} // namespace xspi
