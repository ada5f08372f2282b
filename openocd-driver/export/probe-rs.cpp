// The target description of probe-rs 0.32 (crate probe-rs-target: ChipFamily, Chip, RawFlashAlgorithm), which
// refuses what it does not know.
#include "openocd-driver/export/forms.hpp"
#include "openocd-driver/export/prepared-loader.hpp"
#include "openocd-driver/loader/base64.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace xspi {

namespace {

constexpr std::uint32_t kHeader = 0x20; // what probe-rs puts in front of the code has room there

std::string name_of(const ExportedMemory& memory) { return memory.board + "-" + memory.bank; }

// Code does not run from CCM; what is not mapped is no place for code either.
std::string region(const char* kind, std::string_view name, std::uint32_t base, std::uint32_t size,
                   const std::string& access = "") {
    return fmt::format("  - !{}\n    name: {}\n    range:\n      start: 0x{:x}\n      end: 0x{:x}\n    "
                       "cores:\n    - main\n{}",
                       kind, name, base, std::uint64_t{base} + size, access);
}

constexpr const char* kBoots = "    access:\n      write: false\n      boot: true\n";

std::string memory_map(const Board& board, std::span<const ExportedMemory> memories) {
    constexpr std::uint32_t kCcm = 0x10000000;
    std::string text;
    for (const MemoryRegion& bank : board.family.internal_flash.banks(board.device))
        if (bank.size != 0) text += region("Nvm", bank.name, bank.base, bank.size, kBoots);
    for (const MemoryRegion& ram : board.family.ram_map(board.device, 0))
        if (ram.size != 0)
            text += region("Ram", fmt::format("\"{}\"", ram.name), ram.base, ram.size,
                           ram.base == kCcm ? "    access:\n      execute: false\n" : "");
    for (const ExportedMemory& memory : memories)
        if (!memory.internal)
            text += region(
                "Nvm", name_of(memory), memory.base, memory.size,
                memory.mapped ? "    access:\n      write: false\n"
                              : "    access:\n      read: false\n      write: false\n      execute: false\n");
    return text;
}

std::string algorithm(const Board& board, const ExportedMemory& memory) {
    const std::uint32_t address = loader_ram(board).base + kHeader;
    const PreparedLoader loader = prepare_loader(board, memory, address);
    using enum LoaderFunction;
    std::string text =
        fmt::format("- name: {}\n  description: {} of board {}, by openocd-xspi\n  default: true\n"
                    "  instructions: {}\n  load_address: 0x{:x}\n",
                    name_of(memory), memory.chip, memory.board, to_base64(loader.whole()), address);
    constexpr std::pair<const char*, LoaderFunction> kFunctions[]{{"init", FlmInit},
                                                                  {"uninit", FlmUnInit},
                                                                  {"program_page", FlmProgramPage},
                                                                  {"erase_sector", FlmEraseSector},
                                                                  {"erase_all", FlmEraseChip},
                                                                  {"verify", FlmVerify},
                                                                  {"blank_check", FlmBlankCheck},
                                                                  {"read", FlmReadFlash}};
    for (const auto& [name, function] : kFunctions)
        text += fmt::format("  pc_{}: 0x{:x}\n", name, loader.function(function) - address);
    return text +
           fmt::format(
               "  data_section_offset: 0x{:x}\n"
               "  flash_properties:\n"
               "    address_range:\n      start: 0x{:x}\n      end: 0x{:x}\n"
               "    page_size: 0x{:x}\n    erased_byte_value: 0xff\n"
               "    program_page_timeout: {}\n    erase_sector_timeout: {}\n    erase_chip_timeout: {}\n"
               "    sectors:\n    - size: 0x{:x}\n      address: 0x0\n"
               "  cores:\n  - main\n",
               loader.data, memory.base, std::uint64_t{memory.base} + memory.size, memory.page,
               kExportedProgramMs, kExportedEraseMs, kExportedChipEraseMs, memory.sector);
}

} // namespace

std::string export_probe_rs(const Board& board, std::span<const ExportedMemory> memories) {
    std::string text =
        fmt::format("# Board {}, for probe-rs 0.32: --chip-description-path FILE --chip {}\n"
                    "name: {} on {}\nvariants:\n- name: {}\n  cores:\n  - name: main\n    type: armv7em\n"
                    "    core_access_options: !Arm\n      ap: !v1 {}\n  memory_map:\n{}  flash_algorithms:\n",
                    board.facts.name, board.facts.mcu, board.facts.mcu, board.facts.name, board.facts.mcu,
                    board.family.access_port, memory_map(board, memories));
    for (const ExportedMemory& memory : memories) text += fmt::format("  - {}\n", name_of(memory));
    text += "flash_algorithms:\n";
    for (const ExportedMemory& memory : memories) text += algorithm(board, memory);
    return text;
}

} // namespace xspi
