#include "openocd-driver/memory/loader-flash.hpp"

#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/file.hpp"
#include "openocd-driver/json.hpp"
#include "openocd-driver/loader/loader-info.hpp"
#include "openocd-driver/plan/erase-layout.hpp"
#include "openocd-driver/plan/target-contents.hpp"
#include "openocd-driver/run/loader-server.hpp"
#include "openocd-driver/run/window-state.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

namespace xspi {

namespace {

// What `Write` is given at once: it takes any size. A page of 16 bytes stands in loaders for chips that have
// 256.
constexpr std::uint32_t kLeastAtOnce = 256, kMostAtOnce = 4096;
constexpr std::uint64_t kMicrosecondsPerKiB = 1600; // to program: a usual chip's

std::string amount(std::uint64_t bytes) {
    const bool mebibytes = bytes >= 1u << 20 && bytes % (1u << 20) == 0;
    return mebibytes ? fmt::format("{} MiB", bytes >> 20) : fmt::format("{} KiB", bytes >> 10);
}

} // namespace

LoaderFlash::LoaderFlash(const Board& board, const LoaderFacts& facts, std::uint32_t base, std::string name)
    : board_(board), facts_(facts), name_(std::move(name)),
      file_(std::filesystem::path(facts.file).filename().string()), said_{facts.size, facts.sectors} {
    std::vector<Loader> loaders = read_loader_file(facts.file);
    try {
        loader_ = choose_loader(std::move(loaders), base);
        require_family(loader_, board.family);
        sizes_ = possible_sizes(loader_.memory, said_);
        place();
    } catch (const LoaderProblem& problem) {
        throw Failure(problem.id, "flash {}: the loader {} cannot be used: {}", name_, file_, problem.words);
    }
    if (sizes_.size() == 1) take_size(sizes_[0]);
}

// With the RAM that the microcontroller has whatever its option bytes say.
void LoaderFlash::place() {
    for (const MemoryRegion& region :
         board_.family.ram_map(board_.device, board_.family.smallest_ram_options))
        if (region.size != 0) ram_.push_back({region.base, region.size});
    placed_ = place_with_caller(loader_, ram_);
}

std::uint32_t LoaderFlash::unit() const {
    const std::uint32_t page = loader_.memory.page;
    if (loader_.form != LoaderForm::Stldr) return page;
    const bool part = kLeastAtOnce % page == 0;
    return part ? kLeastAtOnce : std::min(page, kMostAtOnce);
}

void LoaderFlash::take_size(std::uint32_t size) {
    geometry_ = {};
    geometry_.size = size;
    for (const LoaderSectors& sectors : sectors_over(loader_.memory, said_, size)) {
        auto type = std::find_if(geometry_.erase_types.begin(), geometry_.erase_types.end(),
                                 [&](const PlanEraseType& each) { return each.size == sectors.size; });
        if (type == geometry_.erase_types.end())
            type = geometry_.erase_types.insert(type, PlanEraseType{sectors.size, 0});
        append_merged(type->ranges,
                      {std::uint32_t(sectors.offset), std::uint32_t(sectors.end() - sectors.offset)});
    }
    std::sort(geometry_.erase_types.begin(), geometry_.erase_types.end(),
              [](const PlanEraseType& a, const PlanEraseType& b) { return a.size < b.size; });
    geometry_.page_size = unit();
    geometry_.program_step = std::max(geometry_.program_step / unit(), 1u) * unit();
    geometry_.page_us = std::max<std::uint64_t>(std::uint64_t{unit()} * kMicrosecondsPerKiB / 1024, 1);
}

std::uint32_t LoaderFlash::sector_size() const {
    return geometry_.erase_types.empty() ? 0 : geometry_.erase_types[0].size;
}

FlashRange LoaderFlash::block_at(std::uint32_t offset) const {
    return EraseLayout(geometry_).block_at(offset);
}

void LoaderFlash::prepare(AgentFlash& flash, TargetPort& target) {
    flash.map(); // or however it is read
    mapped_ = window_state(target, board_.family, base()) == WindowState::Mapped;
    if (geometry_.size == 0) take_size(size_by_reading(flash));
}

// A chip that ends at the smaller size shows its beginning again behind it, or nothing. Where both are blank
// nobody can tell.
std::uint32_t LoaderFlash::size_by_reading(AgentFlash& flash) {
    const std::uint32_t smaller = sizes_[0], larger = sizes_[1];
    const std::uint32_t part = std::min({smaller, larger - smaller, 1u << 20});
    const std::array<agent::Range, 2> ranges{{{0, part}, {smaller, part}}};
    std::vector<agent::RangeDigest> found;
    try {
        found = flash.digest(ranges);
    } catch (const Failure& failure) { // its bus does not answer there
        if (failure.kind() != Failure::Kind::AgentDied) throw;
        flash.map();
        return smaller;
    }
    const bool differ = found[0].digest != found[1].digest;
    const std::uint32_t size = differ ? larger : smaller;
    if (!differ && found[0].blank != 0)
        bridge_log(
            BRIDGE_WARNING,
            fmt::format("XSPI-1342: {}: by the loader {} the memory has {} or {}, and what it holds does not "
                        "tell which: {} is taken. `size` in the board's file says it",
                        name_, file_, amount(smaller), amount(larger), amount(size))
                .c_str());
    else
        bridge_log(
            BRIDGE_WARNING,
            fmt::format(
                "XSPI-1342: {}: by the loader {} the memory has {} or {}; {} behind the smaller one, so "
                "{} is taken. `size` in the board's file says it for certain",
                name_, file_, amount(smaller), amount(larger),
                differ ? "other bytes are read" : "its beginning is read again", amount(size))
                .c_str());
    return size;
}

MemoryIdentity LoaderFlash::identity() const {
    const ControllerInstance* controller = controller_of_window(board_.family, base());
    return {controller != nullptr ? std::string(controller->name) : "loader",
            fmt::format("loader at 0x{:08X}", base()), ""};
}

std::string LoaderFlash::describe() const {
    std::string sizes;
    for (const std::uint32_t size : sizes_) sizes += (sizes.empty() ? "" : " or ") + amount(size);
    if (geometry_.size != 0) sizes = amount(geometry_.size);
    return fmt::format("{}, {}, by the loader {} ({})\n", loader_.memory.name, sizes, file_,
                       loader_.form == LoaderForm::Stldr ? "STM32CubeProgrammer"
                       : loader_.form == LoaderForm::Flm ? "CMSIS-Pack"
                                                         : "probe-rs");
}

Json LoaderFlash::facts() const {
    Json facts{{"kind", "loader"}, {"loader", facts_.file},        {"chip", loader_.memory.name},
               {"size", size()},   {"sector_size", sector_size()}, {"page", unit()},
               {"mapped", mapped_}};
    for (const PlanEraseType& type : geometry_.erase_types) facts["sectors"].push_back(type.size);
    return facts;
}

void LoaderFlash::enter_power_up_state(AgentFlash&) {
    throw Failure("XSPI-1346",
                  "flash {} is programmed by the loader {}, which does not say how its chip gets back to "
                  "what it is when "
                  "power comes: take the supply off and on",
                  name_, file_);
}

std::string LoaderFlash::write_fault() const {
    return fmt::format(
        "The loader {} said that it succeeded: its word proves nothing. It is for another chip, board or "
        "chip select, or the chip is protected or worn",
        file_);
}

std::string LoaderFlash::protect(AgentFlash&, TargetPort&, const FlashRange&, bool on) {
    throw Failure("XSPI-0601",
                  "flash {} is programmed by the loader {}, which knows of no protection to {}; nothing was "
                  "changed",
                  name_, file_, on ? "set" : "lift");
}

void LoaderFlash::limit_clock(TargetPort&, std::uint32_t) {
    throw Failure("XSPI-0407", "flash {} is programmed by the loader {}, which sets its clock itself", name_,
                  file_);
}

bool LoaderFlash::uses_ram(std::uint32_t address, std::uint32_t size) const {
    return std::any_of(placed_.used.begin(), placed_.used.end(), [&](const LoaderRange& range) {
        return address < range.end() && range.address < std::uint64_t{address} + size;
    });
}

std::unique_ptr<OtherServer> LoaderFlash::other_server(TargetPort& target, bool preserve_ram) {
    return std::make_unique<LoaderServer>(target, board_.family, loader_, placed_,
                                          LoaderMemoryPlace{name_, file_, base(), reach(), unit()}, geometry_,
                                          preserve_ram);
}

} // namespace xspi
