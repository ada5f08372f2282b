#include "openocd-driver/driver.hpp"

#include "openocd-driver/board/facts-problem.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/memory/external-flash.hpp"
#include "openocd-driver/memory/internal-flash.hpp"
#include "openocd-driver/memory/lent-flash.hpp"
#include "openocd-driver/memory/loader-flash.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

namespace xspi {

namespace {

constexpr std::string_view kInternalBank = "int";

// "{ext 0x90000000} …"
std::string external_banks(const Board& board) {
    std::string banks;
    for (const FlashFacts& flash : board.facts.flash_list())
        banks += fmt::format("{{{} 0x{:08X}}} ", flash.name, flash.mapped_base);
    return banks;
}

// "{int 0x08000000 0x10000 xspi} …": name, base, size, driver.
std::string internal_banks(const Board& board) {
    const InternalFlashFacts& flash = board.family.internal_flash;
    std::string banks;
    unsigned number = 0;
    for (const MemoryRegion& bank : flash.banks(board.device)) {
        if (bank.size == 0) continue;
        const std::string name = std::string(kInternalBank) + (number++ == 0 ? "" : std::to_string(number));
        banks += fmt::format("{{{} 0x{:08X} 0x{:X} {}}} ", name, bank.base, bank.size,
                             flash.openocd_driver.empty() ? "xspi" : flash.openocd_driver);
    }
    return banks;
}

// "{ext 0x90000000 loader {FILE} size N} …"; files lie where the board's file does.
std::string loader_banks(const BoardFile& file, const std::string& path) {
    std::string banks;
    for (const LoaderFacts& loader : file.loaders()) {
        const std::filesystem::path named = std::filesystem::path(path).parent_path() / loader.file;
        banks += fmt::format("{{{} 0x{:08X} loader {{{}}}", loader.name, loader.base, named.string());
        if (loader.size != 0) banks += fmt::format(" size {}", loader.size);
        if (!loader.sectors.empty()) banks += " sectors";
        for (const auto& [count, size] : loader.sectors)
            banks += count != 0 ? fmt::format(" {}x{}", count, size) : fmt::format(" {}", size);
        banks += "} ";
    }
    return banks;
}

// The facts of the flash that a bank of this name is; of the first one for a bank of the user's own.
const FlashFacts& flash_of(const BoardFacts& facts, const std::string& bank) {
    for (const FlashFacts& flash : facts.flash_list())
        if (flash.name == bank) return flash;
    return facts.flashes[0];
}

} // namespace

std::string Driver::declare_board(const std::string& name, const std::string& body, const std::string& path) {
    auto file = std::make_unique<BoardFile>(name, body);
    const FactsProblem problem = check_facts(file->facts());
    const bool by_loader = problem.error == FactsError::NoFlash && !file->loaders().empty();
    if (problem && !by_loader) throw explain(problem, file->facts());
    if (file_)
        throw Failure("XSPI-0114",
                      "`xspi board {}`: board {} is declared already, and one OpenOCD serves one board; is a "
                      "board's file sourced twice?",
                      name, file_->facts().name);
    for (const FlashFacts& flash : file->facts().flash_list())
        if (flash.name.starts_with(kInternalBank))
            throw Failure("XSPI-0112",
                          "`flash {}` in the board's facts: the internal flash has this name; take "
                          "another, such as ext",
                          flash.name);
    for (const LoaderFacts& loader : file->loaders())
        if (loader.name.starts_with(kInternalBank))
            throw Failure("XSPI-0112",
                          "`flash {}` in the board's facts: the internal flash has this name; take "
                          "another, such as ext",
                          loader.name);
    file_ = std::move(file);
    if (!hooks_)
        bridge_log(BRIDGE_WARNING, "XSPI-0104: this OpenOCD has no hooks around a programming job: sections "
                                   "are erased and written one by "
                                   "one, and an image that fits only in part is not refused as a whole");
    return fmt::format("xspi_declare_board {{probe {} swd_khz {} family {} external {{{}}} internal {{{}}} "
                       "loaders {{{}}}}}",
                       file_->probe(), file_->swd_khz(), board().family.folder, external_banks(board()),
                       internal_banks(board()), loader_banks(*file_, path));
}

Board Driver::board() const {
    if (!file_)
        throw Failure("XSPI-0105",
                      "no board is declared: `source [find board/….cfg]` or `xspi board …` first");
    const Family& family = *find_family(file_->facts().mcu);
    return {file_->facts(), family, *find_device(family.devices, file_->facts().mcu)};
}

target* Driver::owner() const {
    if (banks_.empty())
        throw Failure("XSPI-0105",
                      "no board is declared: `source [find board/….cfg]` or `xspi board …` first");
    return banks_.front()->owner;
}

Bank* Driver::open_bank(flash_bank* handle, target* owner, const std::string& name, std::uint32_t base,
                        const std::vector<std::string>& words) {
    const std::string kind = words.empty() ? "" : words[0];
    auto bank = std::make_unique<Bank>();
    bank->handle = handle;
    bank->owner = owner;
    bank->name = name;
    bank->base = base;
    bank->unique_id = board().family.unique_id;
    if (kind != "loader" && words.size() != 1)
        throw Failure("XSPI-0106", "flash bank {}: `{}` stands behind `{}`, which takes nothing", name,
                      words.empty() ? "" : words.back(), kind);
    if (kind == "external")
        bank->memory = std::make_unique<ExternalFlash>(board(), flash_of(facts(), name));
    else if (kind == "internal")
        bank->memory = std::make_unique<InternalFlash>(board());
    else if (kind == "lent")
        bank->memory = std::make_unique<LentFlash>(board(), handle, name);
    else if (kind == "loader")
        bank->memory = open_loader(*bank, words);
    else
        throw Failure("XSPI-0106", "flash bank {}: `{}` is neither external nor internal, and no loader",
                      name, kind);
    if (const std::uint32_t boot = facts().boot_address; boot != 0) {
        bank->application.reset();
        if (bank->reaches(boot)) bank->application = boot - base;
    }
    for (const auto& other : banks_)
        if (other->owner == owner && (other->reaches(base) || bank->reaches(other->base)))
            throw Failure("XSPI-0107", "flash bank {} at 0x{:08X} overlaps bank {} at 0x{:08X}", name, base,
                          other->name, other->base);
    banks_.push_back(std::move(bank));
    return banks_.back().get();
}

// The loader says where its memory lies, if nobody else does.
std::unique_ptr<FlashMemory> Driver::open_loader(Bank& bank, const std::vector<std::string>& words) const {
    const LoaderFacts facts = read_loader_words(bank.name, bank.base, words);
    auto memory = std::make_unique<LoaderFlash>(board(), facts, bank.base, bank.name);
    if (bank.base == 0 && memory->base() != 0) {
        bank.base = memory->base();
        bridge_set_base(bank.handle, bank.base);
    }
    return memory;
}

void Driver::close_bank(Bank* bank) {
    std::erase_if(banks_, [&](const auto& b) { return b.get() == bank; });
}

void Driver::publish_geometry(Bank& bank) {
    if (bank.memory->lent() != nullptr) return; // its own driver does
    std::uint32_t size = bank.memory->size(), sector_size = bank.memory->sector_size();
    // Not known yet: the window is what may be the bank's. OpenOCD takes a bank of size 0 for one that never
    // ends.
    if (size == 0) {
        size = bank.memory->reach();
        sector_size = 4096;
    }
    if (size == bank.published_size && sector_size == bank.published_sector_size) return;
    if (bridge_set_geometry(bank.handle, size, sector_size) != BRIDGE_OK)
        throw Failure("XSPI-0108", "out of memory for the sectors of bank {}", bank.name);
    bank.published_size = size;
    bank.published_sector_size = sector_size;
}

Bank* Driver::bank_at(target* owner, std::uint32_t address) const {
    for (const auto& bank : banks_)
        if (bank->owner == owner && bank->reaches(address)) return bank.get();
    return nullptr;
}

Bank* Driver::window_at(target* owner, std::uint32_t address) const {
    Bank* bank = bank_at(owner, address);
    return bank != nullptr && bank->memory->kind() == agent::Memory::External ? bank : nullptr;
}

std::vector<xspi_bank_range> Driver::bank_ranges(target* owner) const {
    std::array<xspi_bank_range, BRIDGE_BANKS> listed{};
    std::vector<xspi_bank_range> ranges(
        listed.begin(), listed.begin() + std::ptrdiff_t(bridge_list_banks(owner, listed.data())));
    // OpenOCD has the window's size for a chip that is not known yet.
    for (xspi_bank_range& range : ranges)
        for (const auto& bank : banks_)
            if (bank->owner == owner && bank->base == range.base) {
                range.size = bank->memory->size();
                range.ours = true;
            }
    return ranges;
}

bool Driver::loader_uses(target* owner, std::uint32_t address, std::uint32_t size) const {
    return std::any_of(banks_.begin(), banks_.end(), [&](const auto& bank) {
        return bank->owner == owner && bank->memory->uses_ram(address, size);
    });
}

void Driver::invalidate(target* owner) {
    for (const auto& bank : banks_)
        if (bank->owner == owner) bank->memory->invalidate();
}

} // namespace xspi
