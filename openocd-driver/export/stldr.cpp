// UM2237, external loaders: linked for the second word of RAM, the first of which is for the return.
#include "openocd-driver/export/elf-writer.hpp"
#include "openocd-driver/export/forms.hpp"
#include "openocd-driver/export/prepared-loader.hpp"

#include <array>
#include <cstring>

namespace xspi {

namespace {

// Dev_Inf.h of ST's examples (stm32-external-loader).
struct StorageInfo {
    std::array<char, 100> name{};
    std::uint16_t type = 3; // NOR_FLASH
    std::uint16_t padding = 0;
    std::uint32_t address = 0, size = 0, page = 0;
    std::uint8_t erased = 0xFF;
    std::array<std::uint8_t, 3> more_padding{};
    std::array<std::uint32_t, 2 * 10> sectors{}; // count and size
};
static_assert(sizeof(StorageInfo) == 200);

FileBytes description(const ExportedMemory& memory, const std::string& name) {
    StorageInfo info;
    std::strncpy(info.name.data(), name.c_str(), info.name.size() - 1);
    info.address = memory.base;
    info.size = memory.size;
    info.page = memory.largest_page;
    info.sectors[0] = memory.size / memory.sector;
    info.sectors[1] = memory.sector;
    FileBytes bytes(sizeof(info));
    std::memcpy(bytes.data(), &info, sizeof(info));
    return bytes;
}

} // namespace

FileBytes export_stldr(const Board& board, const ExportedMemory& memory, const std::string& name) {
    constexpr std::uint32_t kForReturn = 4;
    const std::uint32_t base = loader_ram(board).base + kForReturn;
    const PreparedLoader loader = prepare_loader(board, memory, base);
    const auto begin = loader.bytes.begin();
    const auto end = std::uint32_t(loader.bytes.size());
    const std::array sections{
        WrittenSection{"Loader", base, {begin, begin + loader.data}, 0, true, false},
        WrittenSection{"Data", base + loader.data, {begin + loader.data, loader.bytes.end()}, 0, false, true},
        WrittenSection{"Zero", base + end, {}, loader.memory - end, false, true},
        WrittenSection{"SgInfo", base + loader.memory, description(memory, name), 0, false, false},
    };
    using enum LoaderFunction;
    constexpr std::array kNames{"Init", "Write", "Read", "SectorErase", "MassErase", "Verify", "CheckSum"};
    std::vector<WrittenSymbol> symbols;
    for (std::size_t i = 0; i < kNames.size(); i++)
        symbols.push_back({kNames[i], loader.functions[std::size_t(StldrInit) + i], 16, 0, true});
    symbols.push_back({"StorageInfo", base + loader.memory, sizeof(StorageInfo), 3, false});
    return write_elf(sections, 3, symbols, loader.function(StldrInit));
}

} // namespace xspi
