#include "openocd-driver/export/exported-memory.hpp"

#include "flash-library/chips/eeprom.hpp"
#include "flash-library/chips/named-chip.hpp"
#include "flash-library/devices/closed-ranges-of.hpp"
#include "openocd-driver/failure.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace xspi {

namespace {

constexpr const char* kInternalBank = "int"; // as the driver calls it

std::uint32_t choose_sector(const NamedChip& chip, const FlashFacts& flash,
                            std::optional<std::uint32_t> wish) {
    if (!wish) return chip.block_size;
    if (std::has_single_bit(*wish) && *wish >= chip.sector_size && *wish <= chip.size) return *wish;
    throw Failure(
        "XSPI-1353",
        "{} bytes are no sector of {}: a power of two from {} to {} bytes is one, the smallest erase "
        "and several of them",
        *wish, flash.chip, chip.sector_size, chip.size);
}

// As ExternalFlash limits the driver's own.
FlashClock clock_of(const BoardFlash& board, const FlashConnection& connection, const EepromPart* eeprom) {
    FlashClock clock = board.family.agent_flash_clock(board.facts, board.flash);
    if (eeprom == nullptr) return clock;
    const Division division = division_of(board.family, connection.kind);
    const auto at_most = [&](std::uint32_t hz) { return prescaler_for(clock.kernel_hz, hz, division); };
    clock.spi_prescaler = std::max(clock.spi_prescaler, at_most(kEepromLowSupplyHz));
    clock.prescaler = std::max(clock.prescaler, at_most(maximum_hz(*eeprom, board.flash.supply_mv)));
    clock.spi_hz = clock.kernel_hz / (clock.spi_prescaler + 1);
    clock.hz = clock.kernel_hz / (clock.prescaler + 1);
    return clock;
}

void append(loader::Facts& facts, const RegisterOps& ops) {
    for (const RegisterOp& op : ops) {
        if (facts.op_count == facts.ops.size()) // no family needs as many: a unit test counts
            throw std::logic_error("a flash loader has no room for what brings this board up");
        facts.ops[facts.op_count++] = op;
    }
}

loader::Facts common_facts(const Board& board, const ExportedMemory& memory) {
    loader::Facts facts;
    facts.magic = loader::kFactsMagic;
    facts.base = memory.base;
    facts.size = memory.size;
    facts.sector = memory.sector;
    facts.identity = board.family.identity.address;
    facts.device_id = board.family.identity.device_id;
    facts.other_id = board.family.identity.other_id;
    facts.watchdog = board.family.watchdog.key_register;
    facts.initial_core_hz = board.family.highest_core_hz;
    facts.core_hz = board.family.agent_hz;
    facts.closed = closed_ranges_of(board.family);
    append(facts, board.family.errata(0)); // the first revision's: it does a later one no harm
    append(facts, board.family.loader_clock());
    return facts;
}

} // namespace

ExportedMemory exported_memory(const BoardFlash& board, std::optional<std::uint32_t> sector) {
    const FlashFacts& flash = board.flash;
    const NamedChip chip = find_chip_by_name(flash.chip);
    if (chip.size == 0)
        throw Failure(
            "XSPI-1352",
            "{} flash {} of board {}, so that nobody knows its size and its erases without asking it: "
            "give it its `chip` in the board's file, as `chip W25Q128JV`",
            flash.chip.empty() ? "no chip is named for" : "the chip's name says nothing for", flash.name,
            board.facts.name);
    const EepromPart* eeprom = find_eeprom(flash.chip);
    ExportedMemory memory;
    memory.board = board.facts.name;
    memory.bank = flash.name;
    memory.chip = flash.chip;
    memory.base = flash.mapped_base;
    memory.size = chip.size;
    memory.sector = choose_sector(chip, flash, sector);
    memory.page = std::min(loader::kPage, memory.sector);
    memory.largest_page = std::min(eeprom != nullptr ? eeprom->page : 256u, memory.page);

    loader::Facts& facts = memory.facts;
    facts = common_facts(board, memory);
    facts.supply_mv = flash.supply_mv;
    facts.connection = flash_connection(board.family, flash);
    facts.clock = clock_of(board, facts.connection, eeprom);
    facts.division = std::uint32_t(division_of(board.family, facts.connection.kind));
    if (eeprom != nullptr)
        facts.eeprom = {eeprom->size, eeprom->page, eeprom->address_bytes, eeprom->write_ms};
    append(facts, board.family.flash_port(board.facts, flash, facts.clock));
    memory.mapped = facts.connection.window_base != 0;
    return memory;
}

std::optional<ExportedMemory> exported_internal(const Board& board) {
    const InternalFlashFacts& flash = board.family.internal_flash;
    if (!flash.openocd_driver.empty()) return std::nullopt;
    // The vendor's loader waits 400 ms for a page of 1 KiB and for a sector
    // (docs/hardware/internal-flash-h7rs.md, erase and program).
    constexpr std::uint32_t kMaximumUs = 400'000;
    const MemoryRegion bank = flash.banks(board.device)[0];
    ExportedMemory memory;
    memory.board = board.facts.name;
    memory.bank = kInternalBank;
    memory.chip = board.facts.mcu;
    memory.base = bank.base;
    memory.size = bank.size;
    memory.sector = flash.sector_size;
    memory.page = std::min(loader::kPage, memory.sector);
    memory.largest_page = flash.program_unit;
    memory.mapped = memory.internal = true;
    memory.facts = common_facts(board, memory);
    memory.facts.connection.kind = loader::kInternalFlash;
    memory.facts.internal = {agent::InternalKind::Stm32h7rs,
                             flash.registers,
                             bank.base,
                             bank.size,
                             flash.sector_size,
                             kMaximumUs,
                             kMaximumUs};
    return memory;
}

// With the option bytes as they leave the factory. What lies below 0x20000000 is the core's own, or no place
// for code.
MemoryRegion loader_ram(const Board& board) {
    constexpr std::uint32_t kFirst = 0x20000000;
    MemoryRegion largest, piece;
    for (const MemoryRegion& region : board.family.ram_map(board.device, 0)) {
        if (region.base < kFirst || region.size == 0) continue;
        if (piece.size != 0 && piece.base + piece.size == region.base)
            piece.size += region.size;
        else
            piece = region;
        if (piece.size > largest.size) largest = piece;
    }
    return largest;
}

} // namespace xspi
