#include "openocd-driver/memory/lent-flash.hpp"

#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/json.hpp"
#include "openocd-driver/plan/target-contents.hpp"
#include "openocd-driver/target/option-bytes.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace xspi {

namespace {

// No figure is published per ECC unit, 16 us for a half-word; of a sector of 128 KiB a second is usual.
// Nothing but estimates depends on them.
constexpr std::uint64_t typical_erase_us(std::uint32_t size) { return 200'000 + size / 1024 * 6'250ull; }
constexpr std::uint64_t typical_unit_us(std::uint32_t unit) { return unit < 16 ? unit / 2 * 16 : 60; }

} // namespace

LentFlash::LentFlash(const Board& board, flash_bank* bank, std::string name)
    : board_(board), bank_(bank), name_(std::move(name)) {
    for (const MemoryRegion& region : board.family.internal_flash.banks(board.device))
        if (region.size != 0 && region.base == bridge_lent_base(bank)) expected_ = region;
}

void LentFlash::find(bool again) {
    unsigned count = 0;
    sectors_.clear();
    if (bridge_lent_probe(bank_, again, &size_, &count) != BRIDGE_OK || size_ == 0 || count == 0) {
        size_ = 0;
        throw Failure("XSPI-0561",
                      "the internal flash {} is not known to OpenOCD's driver {}: its words stand above",
                      name_, board_.family.internal_flash.openocd_driver);
    }
    std::vector<xspi_lent_block> blocks(count);
    bridge_lent_sectors(bank_, blocks.data());
    for (const xspi_lent_block& block : blocks) sectors_.push_back({block.offset, block.size});
}

void LentFlash::probe() {
    if (size_ == 0) find(false);
}

// OpenOCD's driver keeps what it found first.
void LentFlash::follow_layout(TargetPort& target) {
    const RegisterMask& layout = board_.family.internal_flash.layout;
    if (layout.mask == 0) return probe();
    const std::uint32_t found = target.read_word(layout.address) & layout.mask;
    if (size_ == 0 || found != layout_) find(true);
    layout_ = found;
}

void LentFlash::refresh(TargetPort& target) { follow_layout(target); }

std::uint32_t LentFlash::sector_size() const {
    const auto smallest =
        std::min_element(sectors_.begin(), sectors_.end(),
                         [](const FlashRange& a, const FlashRange& b) { return a.length < b.length; });
    return smallest == sectors_.end() ? 0 : smallest->length;
}

FlashRange LentFlash::block_at(std::uint32_t offset) const {
    return *std::partition_point(sectors_.begin(), sectors_.end() - 1,
                                 [offset](const FlashRange& sector) { return sector.end() <= offset; });
}

void LentFlash::prepare(AgentFlash& flash, TargetPort& target) {
    if (OptionBytes(target, board_).state() == ProductState::Closed)
        throw Failure(
            "XSPI-0607",
            "the internal flash {} is protected against readout (RDP level 1): with a debugger there "
            "it can be neither read nor programmed. XSPI-0449, above, says the way back",
            name_);
    follow_layout(target);
    select(flash);
}

void LentFlash::select(AgentFlash& flash) {
    flash.configure(agent::InternalSetup{agent::InternalKind::ReadOnly, 0, bridge_lent_base(bank_), size_,
                                         sector_size(), 0, 0});
}

PlanGeometry LentFlash::geometry() const {
    PlanGeometry geometry;
    geometry.size = size_;
    std::map<std::uint32_t, PlanEraseType> types;
    for (const FlashRange& sector : sectors_) {
        PlanEraseType& type = types[sector.length];
        type.size = sector.length;
        type.typical_us = typical_erase_us(sector.length);
        append_merged(type.ranges, sector);
    }
    for (auto& [size, type] : types) geometry.erase_types.push_back(std::move(type));
    geometry.program_unit = board_.family.internal_flash.program_unit;
    geometry.page_size = geometry.program_unit;
    geometry.page_us = typical_unit_us(geometry.program_unit);
    return geometry;
}

// "16, 64 and 128 KiB".
std::string LentFlash::sector_sizes() const {
    const InternalFlashFacts& flash = board_.family.internal_flash;
    if (sectors_.empty())
        return fmt::format("{}{} KiB", flash.sectors_differ ? "up to " : "", flash.sector_size / 1024);
    std::set<std::uint32_t> sizes;
    for (const FlashRange& sector : sectors_) sizes.insert(sector.length / 1024);
    std::string text;
    for (const std::uint32_t size : sizes)
        text += (text.empty() ? "" : size == *sizes.rbegin() ? " and " : ", ") + std::to_string(size);
    return text + " KiB";
}

std::string LentFlash::describe() const {
    return fmt::format("{} user flash, {} KiB in sectors of {}, served by OpenOCD's driver {}\n",
                       board_.facts.mcu, reach() / 1024, sector_sizes(),
                       board_.family.internal_flash.openocd_driver);
}

Json LentFlash::facts() const {
    Json facts{{"kind", "internal"},
               {"size", reach()},
               {"sector_size", board_.family.internal_flash.sector_size},
               {"program_unit", board_.family.internal_flash.program_unit},
               {"driver", board_.family.internal_flash.openocd_driver}};
    if (board_.family.internal_flash.sectors_differ)
        for (const FlashRange& sector : sectors_) facts["sectors"].push_back(sector.length);
    return facts;
}

std::vector<LentFlash::Locked> LentFlash::locked_blocks() const {
    std::vector<xspi_lent_block> blocks(sectors_.size());
    unsigned count = 0;
    if (bridge_lent_protection(bank_, blocks.data(), &count) != BRIDGE_OK)
        throw Failure("XSPI-0561", "OpenOCD's driver cannot say which sectors of {} are protected", name_);
    std::vector<Locked> locked;
    for (unsigned n = 0; n < count; n++)
        if (blocks[n].locked) locked.push_back({{blocks[n].offset, blocks[n].size}, n});
    return locked;
}

std::vector<FlashRange> LentFlash::protected_ranges(AgentFlash&, TargetPort&) {
    std::vector<FlashRange> ranges;
    for (const Locked& locked : locked_blocks()) ranges.push_back(locked.range);
    return ranges;
}

void LentFlash::require_writable(AgentFlash&, TargetPort&, const std::vector<FlashRange>& touched) {
    require_unlocked(touched);
}

void LentFlash::require_unlocked(const std::vector<FlashRange>& touched) const {
    if (touched.empty()) return;
    for (const Locked& locked : locked_blocks())
        for (const FlashRange& range : touched)
            if (range.address < locked.range.end() && locked.range.address < range.end())
                throw Failure("XSPI-0602",
                              "sector {0} of {1} (0x{2:08X} to 0x{3:08X}) is write-protected, and the job "
                              "touches it; nothing was changed. `flash protect {1} {0} {0} off` lifts it",
                              locked.number, name_, bridge_lent_base(bank_) + locked.range.address,
                              std::uint32_t(bridge_lent_base(bank_) + locked.range.end() - 1));
}

std::string LentFlash::protect(AgentFlash&, TargetPort&, const FlashRange&, bool) {
    throw Failure("XSPI-0601", "{0} is protected by OpenOCD's driver: `flash protect {0} FIRST LAST on`",
                  name_);
}

void LentFlash::erase(std::uint32_t offset, std::uint32_t length) {
    const auto number_of = [&](std::uint32_t at) {
        return unsigned(std::find(sectors_.begin(), sectors_.end(), block_at(at)) - sectors_.begin());
    };
    if (bridge_lent_erase(bank_, number_of(offset), number_of(offset + length - 1)) != BRIDGE_OK)
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
