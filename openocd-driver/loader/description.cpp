#include "openocd-driver/loader/description.hpp"

#include "openocd-driver/loader/loader-file.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace xspi {

namespace {

using Bytes = std::span<const std::uint8_t>;
using Weight = LoaderFinding::Weight;

std::uint16_t u16(Bytes bytes, std::size_t at) { return std::uint16_t(bytes[at] | bytes[at + 1] << 8); }
std::uint32_t u32(Bytes bytes, std::size_t at) {
    return u16(bytes, at) | std::uint32_t{u16(bytes, at + 2)} << 16;
}

void require(Bytes bytes, std::size_t least, const char* name) {
    if (bytes.size() < least)
        throw LoaderProblem{"XSPI-1306",
                            fmt::format("its {} is cut off: the file has {} bytes of it, at least "
                                        "{} are needed",
                                        name, bytes.size(), least)};
}

// What lies behind the zero is left over from other names.
void read_name(Bytes field, Loader& loader) {
    const auto end = std::find(field.begin(), field.end(), 0);
    std::string& name = loader.memory.name;
    bool odd = end == field.end();
    for (auto at = field.begin(); at != end; ++at) {
        const bool shown = *at >= 0x20 && *at < 0x7F;
        odd |= !shown;
        name += shown ? std::string(1, char(*at)) : fmt::format("\\x{:02X}", *at);
    }
    if (odd)
        loader.findings.push_back(
            {"XSPI-1326", Weight::Doubt, "its name is not plain ASCII that ends with a zero"});
}

void cut_off(Loader& loader, std::size_t entries) {
    loader.findings.push_back({"XSPI-1317", Weight::Doubt,
                               fmt::format("its list of sectors does not end: it was read up to entry {}, "
                                           "where the file has no more",
                                           entries)});
}

} // namespace

void read_storage_info(Bytes bytes, Loader& loader) {
    constexpr std::size_t kName = 100, kSectors = 120, kEntry = 8, kMost = 10;
    require(bytes, kSectors, "StorageInfo");
    read_name(bytes.first(kName), loader);
    LoaderMemory& memory = loader.memory;
    memory.type = u16(bytes, 100);
    memory.base = u32(bytes, 104);
    memory.size = u32(bytes, 108);
    memory.page = u32(bytes, 112);
    memory.erased = bytes[116];
    std::size_t entry = 0;
    for (; entry < kMost; entry++) {
        const std::size_t at = kSectors + kEntry * entry;
        if (at + kEntry > bytes.size()) return cut_off(loader, entry);
        const std::uint32_t count = u32(bytes, at), size = u32(bytes, at + 4);
        if (count == 0 && size == 0) return;
        memory.sectors.push_back({memory.sectors_end(), size, count});
    }
}

namespace {

struct Sector {
    std::uint32_t size, address;
};

// Their addresses are counted from the memory's first byte; a few loaders have absolute ones.
void take_sectors(std::vector<Sector> list, Loader& loader) {
    LoaderMemory& memory = loader.memory;
    const bool absolute = !list.empty() && memory.base != 0 &&
                          std::all_of(list.begin(), list.end(),
                                      [&](const Sector& sector) { return sector.address >= memory.base; });
    if (absolute) {
        for (Sector& sector : list) sector.address -= memory.base;
        loader.findings.push_back({"XSPI-1317", Weight::Note,
                                   "the addresses of its sectors are absolute; they are meant to be counted "
                                   "from the memory's first byte, and are taken so"});
    }
    for (std::size_t i = 0; i < list.size(); i++) {
        const std::uint64_t end = i + 1 < list.size() ? list[i + 1].address : memory.size;
        const std::uint64_t room = end > list[i].address ? end - list[i].address : 0;
        const auto count = std::uint32_t(list[i].size == 0 ? 0 : room / list[i].size);
        memory.sectors.push_back({list[i].address, list[i].size, count});
    }
}

} // namespace

void read_flash_device(Bytes bytes, Loader& loader) {
    constexpr std::size_t kName = 128, kSectors = 160, kEntry = 8, kMost = 512;
    constexpr std::uint32_t kEnd = 0xFFFFFFFF, kVersion = 0x0101, kFirstVersion = 0x0100;
    require(bytes, kSectors, "FlashDevice");
    const std::uint16_t version = u16(bytes, 0);
    if (version != kVersion && version != kFirstVersion)
        loader.findings.push_back(
            {"XSPI-1318", Weight::Doubt,
             fmt::format("its FlashDevice is of version 0x{:04X}; 0x0101 is known", version)});
    read_name(bytes.subspan(2, kName), loader);
    LoaderMemory& memory = loader.memory;
    memory.type = u16(bytes, 130);
    memory.base = u32(bytes, 132);
    memory.size = u32(bytes, 136);
    memory.page = u32(bytes, 140);
    memory.erased = bytes[148];
    memory.program_ms = u32(bytes, 152);
    memory.erase_ms = u32(bytes, 156);
    std::vector<Sector> list;
    for (std::size_t entry = 0; entry < kMost; entry++) {
        const std::size_t at = kSectors + kEntry * entry;
        if (at + kEntry > bytes.size()) {
            cut_off(loader, entry);
            break;
        }
        const Sector sector{u32(bytes, at), u32(bytes, at + 4)};
        if (sector.size == kEnd && sector.address == kEnd) break;
        list.push_back(sector);
    }
    take_sectors(std::move(list), loader);
}

} // namespace xspi
