#include "flash-library/application/vector-table.hpp"
#include "flash-library/chips/named-chip.hpp"
#include "flash-library/devices/families.hpp"
#include "flash-library/devices/usb-port.hpp"
#include "openocd-driver/dfu/dfu-line.hpp"
#include "openocd-driver/failure.hpp"

#include <algorithm>

namespace xspi {

namespace {

// A memory that the bootloader offers, as far as the board's file says it.
struct Memory {
    const char* name;
    unsigned alternate;
    std::uint64_t base, end;
};

std::vector<Memory> memories_of(const BoardFacts& board, const Family& family) {
    const FlashFacts& flash = board.flashes[0];
    const MemoryRegion& window = family.pins.controller(flash.controller)->window;
    const std::uint32_t named = find_chip_by_name(flash.chip).size;
    const std::uint32_t size = named != 0 ? named : window.size; // the chip says it later
    std::vector<Memory> memories{
        {"external flash", 0, flash.mapped_base, flash.mapped_base + std::uint64_t{size}}};
    std::uint32_t own = bootloader_sectors(family.internal_flash.sector_size);
    for (const MemoryRegion& bank : family.internal_flash.banks(*find_device(family.devices, board.mcu))) {
        if (bank.size > own)
            memories.push_back({"internal flash", 1, bank.base + own, bank.base + std::uint64_t{bank.size}});
        own = 0;
    }
    return memories;
}

const Memory& memory_of(const std::vector<Memory>& memories, const BoardFacts& board,
                        const FileSegment& segment) {
    for (const Memory& memory : memories)
        if (segment.address >= memory.base && segment.end() <= memory.end) return memory;
    std::string writable;
    for (const Memory& memory : memories)
        writable += fmt::format("{}{} 0x{:08X} to 0x{:08X}", writable.empty() ? "" : ", ", memory.name,
                                memory.base, memory.end - 1);
    throw Failure("XSPI-1231",
                  "0x{:08X} to 0x{:08X} is nothing that the bootloader of {} writes. It writes: {}",
                  segment.address, segment.end() - 1, board.name, writable);
}

std::optional<std::uint32_t> word_at(const std::vector<FileSegment>& segments, std::uint32_t address) {
    for (const FileSegment& segment : segments) {
        const std::uint32_t at = address - segment.address;
        if (at >= segment.bytes.size() || segment.bytes.size() - at < 4) continue;
        std::uint32_t word = 0;
        for (unsigned i = 0; i < 4; ++i) word |= std::uint32_t{segment.bytes[at + i]} << 8 * i;
        return word;
    }
    return std::nullopt;
}

// What the bootloader would say of it once it is there.
std::vector<std::string> warnings_about(const BoardFacts& board, const Family& family,
                                        const std::vector<Memory>& memories,
                                        const std::vector<FileSegment>& segments) {
    const std::uint32_t boot = boot_address(board);
    const auto stack = word_at(segments, boot), reset = word_at(segments, boot + kResetVectorOffset);
    if (!stack || !reset)
        return {fmt::format("there is nothing for 0x{:08X}, where {}'s applications begin: what is there "
                            "stays, and starts afterwards",
                            boot, board.name)};
    std::vector<std::string> warnings;
    const Device& device = *find_device(family.devices, board.mcu);
    if (family.ram_option_word == 0 && !stack_in_ram(*stack, family.ram_map(device, 0)))
        warnings.push_back(
            fmt::format("its stack pointer 0x{:08X} is in no RAM of {}, or not aligned to 8: the "
                        "bootloader does not start it",
                        *stack, board.mcu));
    for (const Memory& memory : memories)
        if (boot >= memory.base && boot < memory.end &&
            !leads_into_flash({boot, *stack, *reset}, static_cast<std::uint32_t>(memory.end - boot)))
            warnings.push_back(
                fmt::format("its reset vector 0x{:08X} leads to no code from 0x{:08X} on: it is "
                            "linked for another place, and the bootloader does not start it",
                            *reset, boot));
    return warnings;
}

} // namespace

DfuPlan plan_dfu(const BoardFacts& board, std::vector<FileSegment> segments) {
    const Family* family = find_family(board.mcu);
    if (board.usb.empty() || family == nullptr || family->usb_ports.empty())
        throw Failure("XSPI-1230", "{} takes no updates over USB: its file says no `usb`", board.name);
    const std::vector<Memory> memories = memories_of(board, *family);
    DfuPlan plan;
    plan.warnings = warnings_about(board, *family, memories, segments);
    for (FileSegment& segment : segments) {
        const unsigned alternate = memory_of(memories, board, segment).alternate;
        plan.parts.push_back({alternate, std::move(segment)});
    }
    std::stable_sort(plan.parts.begin(), plan.parts.end(),
                     [](const DfuPart& a, const DfuPart& b) { return a.alternate < b.alternate; });
    return plan;
}

} // namespace xspi
