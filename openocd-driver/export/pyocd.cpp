// A user script of pyOCD: Python that adds the board's flashes to the memory map of whatever target was
// chosen. The algorithm is pyOCD's dictionary (pyocd.flash.flash.Flash).
#include "openocd-driver/export/forms.hpp"
#include "openocd-driver/export/prepared-loader.hpp"

#include <fmt/format.h>

namespace xspi {

namespace {

constexpr std::uint32_t kBreakpoints = 0xBE00BE00; // where a call comes back to
constexpr std::uint32_t kHeader = 0x20, kStack = 0x400;

std::string words_of(const std::vector<std::uint8_t>& bytes) {
    std::string text = fmt::format("        0x{:08x}, *[0] * {},\n", kBreakpoints, kHeader / 4 - 1);
    constexpr std::size_t kInLine = 32;
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
        const std::uint32_t word =
            bytes[i] | bytes[i + 1] << 8 | bytes[i + 2] << 16 | std::uint32_t{bytes[i + 3]} << 24;
        if (i % kInLine == 0) text += "        ";
        text += fmt::format("0x{:08x},{}", word,
                            i % kInLine == kInLine - 4 || i + 4 >= bytes.size() ? "\n" : " ");
    }
    return text;
}

// Stack, header, code and variables, buffers, of which there are two where there is room: as pyOCD lays out
// an algorithm of a pack.
std::string region(const Board& board, const ExportedMemory& memory) {
    const MemoryRegion ram = loader_ram(board);
    const std::uint32_t load = ram.base + kStack;
    const PreparedLoader loader = prepare_loader(board, memory, load + kHeader);
    const std::uint32_t buffers = (load + kHeader + loader.memory + 7) & ~7u;
    const std::uint32_t second = buffers + memory.page;
    const bool room = second + memory.page - ram.base <= ram.size;
    using enum LoaderFunction;
    return fmt::format(R"({{
    "name": "{}-{}",
    "start": 0x{:08x},
    "length": 0x{:x},
    "sector_size": 0x{:x},
    "blocksize": 0x{:x},
    "page_size": 0x{:x},
    "phrase_size": 1,
    "erased_byte_value": 0xff,
    "access": "{}",
    "is_boot_memory": False,
    "is_powered_on_boot": False,
    "are_erased_sectors_readable": True,
    "is_testable": False,
    "algo": {{
        "load_address": 0x{:08x},
        "instructions": [
{}        ],
        "pc_init": 0x{:08x},
        "pc_unInit": 0x{:08x},
        "pc_program_page": 0x{:08x},
        "pc_erase_sector": 0x{:08x},
        "pc_eraseAll": 0x{:08x},
        "static_base": 0x{:08x},
        "begin_stack": 0x{:08x},
        "begin_data": 0x{:08x},
        "page_buffers": [0x{:08x}{}],
        "page_size": 0x{:x},
        "min_program_length": 1,
        "analyzer_supported": False,
    }},
}})",
                       memory.board, memory.bank, memory.base, memory.size, memory.sector, memory.sector,
                       memory.page, memory.mapped ? "rx" : "", load, words_of(loader.whole()),
                       loader.function(FlmInit), loader.function(FlmUnInit), loader.function(FlmProgramPage),
                       loader.function(FlmEraseSector), loader.function(FlmEraseChip),
                       loader.address + loader.data, load, buffers, buffers,
                       room ? fmt::format(", 0x{:08x}", second) : "", memory.page);
}

} // namespace

std::string export_pyocd(const Board& board, std::span<const ExportedMemory> memories) {
    std::string flashes, own;
    for (const ExportedMemory& memory : memories)
        (memory.internal ? own : flashes) += region(board, memory) + ",\n";
    return fmt::format(R"("""Board {0} for pyOCD: pyocd flash --script FILE --target {1} IMAGE"""
from pyocd.core.memory_map import FlashRegion

FLASHES = [{2}]
# The microcontroller's own, for a target that does not know it.
INTERNAL = [{3}]


def will_connect(board):
    memories = board.target.memory_map
    for flash in FLASHES + INTERNAL:
        known = memories.get_region_for_address(flash["start"])
        if known is not None and known.is_flash and flash in INTERNAL:
            continue
        if known is not None:
            memories.remove_region(known)
        memories.add_region(FlashRegion(**flash))
)",
                       board.facts.name, board.facts.mcu, flashes, own);
}

} // namespace xspi
