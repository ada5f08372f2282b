#include "openocd-driver/loader/loader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace xspi {

namespace {

struct CallNames {
    const char* names[kLoaderCalls]; // in the order of LoaderCall
};

// UM2237, "Developing customized loaders for external memory"; CMSIS-Pack, "Flash programming".
constexpr CallNames kStldrNames{
    {"Init", nullptr, "SectorErase", "MassErase", "Write", "Read", "Verify", nullptr, "CheckSum"}};
constexpr CallNames kFlmNames{
    {"Init", "UnInit", "EraseSector", "EraseChip", "ProgramPage", nullptr, "Verify", "BlankCheck", nullptr}};
constexpr CallNames kProbeRsNames{{"pc_init", "pc_uninit", "pc_erase_sector", "pc_erase_all",
                                   "pc_program_page", "pc_read", "pc_verify", "pc_blank_check", nullptr}};

constexpr const char* kStldrTypes[] = {nullptr,      "microcontroller's flash",
                                       "NAND flash", "NOR flash",
                                       "SRAM",       "PSRAM",
                                       "PC card",    "SPI flash",
                                       "I2C flash",  "SDRAM",
                                       "I2C EEPROM"};
constexpr const char* kFlmTypes[] = {
    "unknown", "microcontroller's flash", "8-bit flash", "16-bit flash", "32-bit flash", "SPI flash"};

} // namespace

const char* call_name(LoaderForm form, LoaderCall call) {
    const CallNames& names = form == LoaderForm::Stldr ? kStldrNames
                             : form == LoaderForm::Flm ? kFlmNames
                                                       : kProbeRsNames;
    return names.names[std::size_t(call)];
}

bool is_needed(LoaderForm form, LoaderCall call) {
    return call == LoaderCall::Program || call == LoaderCall::EraseSector ||
           (call == LoaderCall::Init && form != LoaderForm::ProbeRs);
}

std::string type_name(LoaderForm form, std::uint16_t type) {
    if (form == LoaderForm::Stldr && type > 0 && type < std::size(kStldrTypes)) return kStldrTypes[type];
    if (form == LoaderForm::Flm && type < std::size(kFlmTypes)) return kFlmTypes[type];
    return "unknown";
}

bool Loader::is_refused() const {
    return std::any_of(findings.begin(), findings.end(), [](const LoaderFinding& finding) {
        return finding.weight == LoaderFinding::Weight::Refused;
    });
}

std::vector<LoaderRange> Loader::image() const {
    constexpr std::uint64_t kNear = 4096; // holes for alignment, or where a description would lie
    std::vector<LoaderRange> ranges = zeroed, merged;
    for (const FileSegment& segment : loaded) ranges.push_back({segment.address, segment.bytes.size()});
    if (habits.static_base && habits.static_reach != 0) ranges.push_back({static_base, habits.static_reach});
    std::sort(ranges.begin(), ranges.end(),
              [](const LoaderRange& a, const LoaderRange& b) { return a.address < b.address; });
    for (const LoaderRange& range : ranges) {
        if (merged.empty() || merged.back().end() + kNear < range.address)
            merged.push_back(range);
        else if (range.end() > merged.back().end())
            merged.back().size = range.end() - merged.back().address;
    }
    return merged;
}

std::uint64_t Loader::image_size() const {
    std::uint64_t size = 0;
    for (const LoaderRange& range : image()) size += range.size;
    return size;
}

// Write takes any size, and pages of 2 MiB stand in loaders for parts with 128 KiB of RAM; ProgramPage takes
// pages.
std::uint32_t Loader::buffer_size() const {
    constexpr std::uint32_t kPart = 4096;
    return form == LoaderForm::Stldr ? std::min(memory.page, kPart) : memory.page;
}

std::uint64_t Loader::ram_need(unsigned buffers) const {
    constexpr std::uint64_t kReturn = 4, kAlignment = 8; // of the stack, by the procedure call standard
    const auto aligned = [](std::uint64_t size) { return (size + kAlignment - 1) / kAlignment * kAlignment; };
    return aligned(image_size() + kReturn) + aligned(stack.value_or(kLoaderStack)) +
           buffers * aligned(buffer_size());
}

} // namespace xspi
