// Open-CMSIS-Pack, "Flash Programming Algorithm": three sections of which two are both called PrgData, code
// that runs wherever it is put, variables at the static base (R9), FlashDevice for the host alone.
#include "openocd-driver/export/elf-writer.hpp"
#include "openocd-driver/export/forms.hpp"
#include "openocd-driver/export/prepared-loader.hpp"

#include <array>
#include <cstring>

namespace xspi {

namespace {

// FlashOS.h of CMSIS-Pack's template.
struct FlashDevice {
    std::uint16_t version = 0x0101;
    std::array<char, 128> name{};
    std::uint16_t type = 5; // EXTSPI: external flash device on SPI
    std::uint32_t address = 0, size = 0, page = 0, reserved = 0;
    std::uint8_t erased = 0xFF;
    std::array<std::uint8_t, 3> padding{};
    std::uint32_t program_ms = kExportedProgramMs, erase_ms = kExportedEraseMs;
    std::array<std::uint32_t, 2 * 512> sectors{}; // size and offset
};
static_assert(sizeof(FlashDevice) == 4256);

FileBytes description(const ExportedMemory& memory, const std::string& name) {
    FlashDevice device;
    std::strncpy(device.name.data(), name.c_str(), device.name.size() - 1);
    device.address = memory.base;
    device.size = memory.size;
    device.page = memory.page;
    device.sectors[0] = memory.sector;
    device.sectors[2] = device.sectors[3] = 0xFFFFFFFF;
    FileBytes bytes(sizeof(device));
    std::memcpy(bytes.data(), &device, sizeof(device));
    return bytes;
}

} // namespace

FileBytes export_flm(const Board& board, const ExportedMemory& memory, const std::string& name) {
    const PreparedLoader loader = prepare_loader(board, memory, 0);
    const auto begin = loader.bytes.begin();
    const auto end = std::uint32_t(loader.bytes.size());
    const std::array sections{
        WrittenSection{"PrgCode", 0, {begin, begin + loader.data}, 0, true, false},
        WrittenSection{"PrgData", loader.data, {begin + loader.data, loader.bytes.end()}, 0, false, true},
        WrittenSection{"PrgData", end, {}, loader.memory - end, false, true},
        WrittenSection{"DevDscr", loader.memory, description(memory, name), 0, false, false},
    };
    using enum LoaderFunction;
    constexpr std::array kNames{"Init",        "UnInit",     "EraseChip", "EraseSector",
                                "ProgramPage", "BlankCheck", "Verify"};
    std::vector<WrittenSymbol> symbols;
    for (std::size_t i = 0; i < kNames.size(); i++)
        symbols.push_back({kNames[i], loader.functions[std::size_t(FlmInit) + i], 16, 0, true});
    symbols.push_back({"FlashDevice", loader.memory, sizeof(FlashDevice), 3, false});
    return write_elf(sections, 3, symbols, 0);
}

} // namespace xspi
