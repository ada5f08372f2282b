#include "openocd-driver/memory/lent-flash.hpp"

#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/json.hpp"
#include "openocd-driver/target/option-bytes.hpp"

#include <memory>

namespace xspi {

namespace {

// No figure is published per unit; of a sector a second is usual. Nothing but estimates depends on them.
constexpr std::uint64_t kTypicalEraseUs = 1'000'000;
constexpr std::uint64_t kTypicalUnitUs = 60;

} // namespace

LentFlash::LentFlash(const Board& board, flash_bank* bank, std::string name)
    : board_(board), bank_(bank), name_(std::move(name)) {
    for (const MemoryRegion& region : board.family.internal_flash.banks(board.device))
        if (region.size != 0 && region.base == bridge_lent_base(bank)) expected_ = region;
}

void LentFlash::probe() {
    if (size_ != 0) return;
    if (bridge_lent_probe(bank_, &size_, &sector_size_) != BRIDGE_OK || size_ == 0 || sector_size_ == 0) {
        size_ = 0;
        throw Failure("XSPI-0561",
                      "the internal flash {} is not known to OpenOCD's driver {}: its words stand above",
                      name_, board_.family.internal_flash.openocd_driver);
    }
}

void LentFlash::prepare(AgentFlash& flash, TargetPort& target) {
    if (OptionBytes(target, board_).state() == ProductState::Closed)
        throw Failure(
            "XSPI-0607",
            "the internal flash {} is protected against readout (RDP level 1): with a debugger there "
            "it can be neither read nor programmed. XSPI-0449, above, says the way back",
            name_);
    probe();
    select(flash);
}

void LentFlash::select(AgentFlash& flash) {
    flash.configure(agent::InternalSetup{agent::InternalKind::ReadOnly, 0, bridge_lent_base(bank_), size_,
                                         sector_size_, 0, 0});
}

PlanGeometry LentFlash::geometry() const {
    PlanGeometry geometry;
    geometry.size = size_;
    geometry.erase_types = {{sector_size_, kTypicalEraseUs}};
    geometry.program_unit = board_.family.internal_flash.program_unit;
    geometry.page_size = geometry.program_unit;
    geometry.page_us = kTypicalUnitUs;
    return geometry;
}

std::string LentFlash::describe() const {
    return fmt::format("{} user flash, {} KiB in sectors of {} KiB, served by OpenOCD's driver {}\n",
                       board_.facts.mcu, reach() / 1024, board_.family.internal_flash.sector_size / 1024,
                       board_.family.internal_flash.openocd_driver);
}

Json LentFlash::facts() const {
    return {{"kind", "internal"},
            {"size", reach()},
            {"sector_size", board_.family.internal_flash.sector_size},
            {"program_unit", board_.family.internal_flash.program_unit},
            {"driver", board_.family.internal_flash.openocd_driver}};
}

std::vector<FlashRange> LentFlash::protected_ranges(AgentFlash&, TargetPort&) {
    const std::uint32_t sectors = size_ / sector_size_;
    const auto locked = std::make_unique<bool[]>(sectors);
    if (bridge_lent_protection(bank_, locked.get(), sectors) != BRIDGE_OK)
        throw Failure("XSPI-0561", "OpenOCD's driver cannot say which sectors of {} are protected", name_);
    std::vector<FlashRange> ranges;
    for (std::uint32_t n = 0; n < sectors; n++)
        if (locked[n]) ranges.push_back({n * sector_size_, sector_size_});
    return ranges;
}

void LentFlash::require_writable(AgentFlash& flash, TargetPort& target,
                                 const std::vector<FlashRange>& touched) {
    if (touched.empty()) return;
    for (const FlashRange& locked : protected_ranges(flash, target))
        for (const FlashRange& range : touched)
            if (range.address < locked.end() && locked.address < range.end())
                throw Failure("XSPI-0602",
                              "sector {0} of {1} (0x{2:08X} to 0x{3:08X}) is write-protected, and the job "
                              "touches it; nothing was changed. `flash protect {1} {0} {0} off` lifts it",
                              locked.address / sector_size_, name_, bridge_lent_base(bank_) + locked.address,
                              std::uint32_t(bridge_lent_base(bank_) + locked.end() - 1));
}

std::string LentFlash::protect(AgentFlash&, TargetPort&, const FlashRange&, bool) {
    throw Failure("XSPI-0601", "{0} is protected by OpenOCD's driver: `flash protect {0} FIRST LAST on`",
                  name_);
}

void LentFlash::erase(std::uint32_t offset, std::uint32_t length) {
    if (bridge_lent_erase(bank_, offset / sector_size_, (offset + length - 1) / sector_size_) != BRIDGE_OK)
        throw Failure(
            "XSPI-0562", "{}: OpenOCD's driver could not erase 0x{:08X} to 0x{:08X}; its words stand above",
            name_, bridge_lent_base(bank_) + offset, bridge_lent_base(bank_) + offset + (length - 1));
}

void LentFlash::program(std::uint32_t offset, std::span<const std::uint8_t> data) {
    if (bridge_lent_write(bank_, data.data(), offset, std::uint32_t(data.size())) != BRIDGE_OK)
        throw Failure("XSPI-0563",
                      "{}: OpenOCD's driver could not program {} bytes at 0x{:08X}; its words stand above",
                      name_, data.size(), bridge_lent_base(bank_) + offset);
}

} // namespace xspi
