#include "openocd-driver/loader/loader-target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace xspi {

namespace {

// Where a peripheral's registers begin that only some families have there: ST's device headers.
struct Landmark {
    std::uint32_t block;
    const char* what;
};
// RCC: no code that reaches a flash does without it.
constexpr std::array kClockControls{
    Landmark{0x58024400, "RCC of STM32H7"},
    Landmark{0x40021000, "RCC of STM32F0, F1, F3, G0, G4, L0, L4, L5"},
    Landmark{0x40023800, "RCC of STM32F2, F4, F7, L1"},
    Landmark{0x44020C00, "RCC of STM32H5"},
    Landmark{0x46020C00, "RCC of STM32U5"},
    Landmark{0x56028000, "RCC of STM32N6"},
    Landmark{0x58000000, "RCC of STM32WB, WL"},
};
// What an STM32F2, F4 or L1 alone has there; a Cortex-M7 has no such alias (Armv7-M ARM, B3.1).
constexpr Landmark kBitBand{0x42470000, "the bit-band alias of RCC, which a Cortex-M7 has not"};
// Between a QUADSPI and an OCTOSPI at the same address.
constexpr Landmark kPortManager{0x5200B400, "OCTOSPIM or XSPIM of STM32H72x, H7Bx, H7R/S"};

bool reaches(const Loader& loader, std::uint32_t block) {
    const auto& blocks = loader.habits.peripherals;
    return std::binary_search(blocks.begin(), blocks.end(), block);
}

[[noreturn]] void foreign(const Loader& loader, const Family& family, const Landmark& landmark) {
    throw LoaderProblem{
        "XSPI-1332",
        fmt::format("{} is for another microcontroller than {}: its code uses registers at 0x{:08X}, "
                    "{}. Nothing was done",
                    loader.memory.name.empty() ? "it" : "it (" + loader.memory.name + ")", family.name,
                    landmark.block, landmark.what)};
}

std::uint64_t largest_sector(const std::vector<LoaderSectors>& sectors) {
    std::uint64_t largest = 1;
    for (const LoaderSectors& each : sectors) largest = std::max<std::uint64_t>(largest, each.size);
    return largest;
}

// As the user said them, over the size where it is known.
std::vector<LoaderSectors> said_sectors(const LoaderSaid& said, std::uint64_t size) {
    std::vector<LoaderSectors> sectors;
    std::uint64_t at = 0;
    for (const auto& [count, bytes] : said.sectors) {
        const std::uint64_t rest = size > at ? (size - at) / bytes : 0;
        const auto number = std::uint32_t(count != 0 ? count : std::max<std::uint64_t>(rest, 1));
        sectors.push_back({at, bytes, number});
        at = sectors.back().end();
    }
    return sectors;
}

std::vector<LoaderSectors> sectors_of(const LoaderMemory& memory, const LoaderSaid& said,
                                      std::uint64_t size) {
    return said.sectors.empty() ? memory.sectors : said_sectors(said, size);
}

} // namespace

void require_family(const Loader& loader, const Family& family) {
    const auto own = [&](std::uint32_t block) {
        return std::any_of(family.pins.controllers.begin(), family.pins.controllers.end(),
                           [&](const ControllerInstance& controller) {
                               return (controller.clock.address & ~0x3FFu) == block;
                           });
    };
    const auto& blocks = loader.habits.peripherals;
    const bool is_own = std::any_of(blocks.begin(), blocks.end(), own);
    for (const Landmark& landmark : kClockControls)
        if (!is_own && reaches(loader, landmark.block)) foreign(loader, family, landmark);
    if (family.cpu == Cpu::CortexM7 && reaches(loader, kBitBand.block)) foreign(loader, family, kBitBand);
    const bool has_quadspi = std::any_of(
        family.pins.controllers.begin(), family.pins.controllers.end(),
        [](const ControllerInstance& controller) { return controller.kind == ControllerKind::QuadSpi; });
    if (has_quadspi && reaches(loader, kPortManager.block)) foreign(loader, family, kPortManager);
}

Loader choose_loader(std::vector<Loader> loaders, std::uint32_t base) {
    std::string bases;
    std::vector<Loader*> fitting;
    for (Loader& loader : loaders) {
        bases += fmt::format("{}0x{:08X}", bases.empty() ? "" : ", ", loader.memory.base);
        if (base == 0 || loader.memory.base == base) fitting.push_back(&loader);
    }
    if (fitting.empty())
        throw LoaderProblem{"XSPI-1334",
                            fmt::format("it programs a memory at {}, not at 0x{:08X}", bases, base)};
    if (fitting.size() > 1)
        throw LoaderProblem{
            "XSPI-1334", fmt::format("it holds {} algorithms, at {}: {}", fitting.size(), bases,
                                     base == 0 ? "`mapped` in the board's file tells which one is meant"
                                               : "which one is meant cannot be told; leave one in the file")};
    for (const LoaderFinding& finding : fitting[0]->findings)
        if (finding.weight == LoaderFinding::Weight::Refused) throw LoaderProblem{finding.id, finding.words};
    return std::move(*fitting[0]);
}

std::vector<std::uint32_t> possible_sizes(const LoaderMemory& memory, const LoaderSaid& said) {
    const auto impossible = [](std::uint64_t size, std::uint64_t sector) {
        throw LoaderProblem{
            "XSPI-1342", fmt::format("`size` is {} bytes, which are no whole number of sectors of {} bytes",
                                     size, sector)};
    };
    const std::uint64_t own = said.size != 0 ? said.size : memory.size;
    const std::vector<LoaderSectors> sectors = sectors_of(memory, said, own);
    const std::uint64_t sector = largest_sector(sectors);
    if (said.size != 0) {
        if (said.size % sector != 0) impossible(said.size, sector);
        return {said.size};
    }
    const std::uint64_t sum = sectors.empty() ? 0 : sectors.back().end();
    std::vector<std::uint32_t> sizes;
    for (const std::uint64_t size : {std::min(sum, own), std::max(sum, own)})
        if (size != 0 && size % sector == 0 && size < std::uint64_t{1} << 32 &&
            (sizes.empty() || sizes.back() != size))
            sizes.push_back(std::uint32_t(size));
    if (sizes.empty()) sizes.push_back(std::uint32_t(sum));
    return sizes;
}

std::vector<LoaderSectors> sectors_over(const LoaderMemory& memory, const LoaderSaid& said,
                                        std::uint32_t size) {
    std::vector<LoaderSectors> sectors = sectors_of(memory, said, size);
    std::erase_if(sectors, [&](const LoaderSectors& each) { return each.offset >= size; });
    if (sectors.empty()) return sectors;
    LoaderSectors& last = sectors.back();
    last.count = std::uint32_t((size - last.offset) / last.size);
    return sectors;
}

} // namespace xspi
