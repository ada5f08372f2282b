#include "openocd-driver/image/elf-file.hpp"
#include "openocd-driver/image/pieces.hpp"
#include "openocd-driver/loader/description.hpp"
#include "openocd-driver/loader/loader-file.hpp"
#include "openocd-driver/loader/thumb-code.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace xspi {

namespace {

using Weight = LoaderFinding::Weight;

constexpr const char* kStldrDescription = "StorageInfo";
constexpr const char* kFlmDescription = "FlashDevice";

class ElfLoader {
  public:
    explicit ElfLoader(std::string_view file) : elf_(file), symbols_(elf_.symbols()) {
        require_cortex_m();
        require_sense();
        sort_functions();
        choose_form();
    }

    Loader read() {
        read_description();
        take_segments();
        take_entries();
        look_at_sections();
        return std::move(loader_);
    }

  private:
    void require_cortex_m() const {
        const auto refuse = [](const char* words) { throw LoaderProblem{"XSPI-1304", words}; };
        if (elf_.machine() != ElfFile::kArm) refuse("it is an ELF file for another machine than ARM");
        if (elf_.big_endian()) refuse("it is big-endian, which no STM32 is");
        if (elf_.type() != ElfFile::kExecutable)
            refuse("it is not linked for its addresses: an executable ELF file is needed");
    }

    // Against a file whose tables name the same bytes over and over.
    void require_sense() const {
        constexpr long kMostSegments = 64;
        constexpr std::uint64_t kMostBytes = 64u << 20; // of RAM, or of code
        const auto loads =
            std::count_if(elf_.segments().begin(), elf_.segments().end(),
                          [](const ElfSegment& segment) { return segment.type == ElfSegment::kLoad; });
        if (loads > kMostSegments) damaged(fmt::format("it has {} segments", loads));
        std::uint64_t code = 0;
        for (const ElfSection& section : elf_.sections())
            if ((section.flags & ElfSection::kExecute) != 0 && section.type != ElfSection::kNoBits)
                code += section.size;
        if (code > kMostBytes) damaged("its sections hold more code than a microcontroller can");
    }
    [[noreturn]] static void damaged(const std::string& words) {
        throw LoaderProblem{"XSPI-1303", "it is damaged: " + words};
    }

    // One that others can call before one of the same name that only a file of the loader sees.
    const ElfSymbol* symbol(std::string_view name) const {
        const ElfSymbol* found = nullptr;
        for (const ElfSymbol& symbol : symbols_) {
            if (symbol.name != name || symbol.section == 0) continue;
            if (found == nullptr || (found->local && !symbol.local)) found = &symbol;
        }
        return found;
    }

    // ST's own loaders for internal flash have both: position-independent code for any caller.
    void choose_form() {
        const ElfSymbol* stldr = symbol(kStldrDescription);
        const ElfSymbol* flm = symbol(kFlmDescription);
        if (stldr == nullptr && flm == nullptr)
            throw LoaderProblem{"XSPI-1302", symbols_.empty()
                                                 ? "it is no flash loader, or one whose symbols have been "
                                                   "stripped: those name its functions"
                                                 : "it is no flash loader: it has neither StorageInfo nor "
                                                   "FlashDevice. `program` takes an application"};
        for (const ElfSymbol* each : {stldr, flm})
            if (each != nullptr) descriptions_.push_back(*each);
        loader_.form = flm != nullptr ? LoaderForm::Flm : LoaderForm::Stldr;
        if (descriptions_.size() == 2)
            loader_.findings.push_back(
                {"XSPI-1305", Weight::Note,
                 "it is an external loader of STM32CubeProgrammer as well; it is taken "
                 "as a CMSIS-Pack algorithm, which lies anywhere"});
    }

    // By its section's place in the file: another segment may cover the same addresses with zeros.
    void read_description() {
        const ElfSymbol& description = descriptions_.back();
        const std::string name(description.name);
        if (description.section >= elf_.sections().size())
            throw LoaderProblem{"XSPI-1306", "its " + name + " lies in none of its sections"};
        const ElfSection& section = elf_.sections()[description.section];
        if (section.type == ElfSection::kNoBits || !section.holds(description.value, 1))
            throw LoaderProblem{"XSPI-1306", "the file does not hold its " + name};
        const std::uint32_t before = description.value - section.address;
        auto bytes = elf_.bytes(std::uint64_t{section.offset} + before, section.size - before, name);
        constexpr std::size_t kStldrLeast = 120, kFlmLeast = 160; // a smaller size of the symbol is none
        if (description.size >= (loader_.form == LoaderForm::Stldr ? kStldrLeast : kFlmLeast))
            bytes = bytes.first(std::min<std::size_t>(bytes.size(), description.size));
        loader_.form == LoaderForm::Stldr ? read_storage_info(bytes, loader_)
                                          : read_flash_device(bytes, loader_);
    }

    bool is_in_file(const ElfSection& section, const ElfSegment& segment) const {
        return section.type != ElfSection::kNoBits && section.offset >= segment.offset &&
               section.offset - segment.offset < segment.file_size &&
               section.address - segment.virtual_address == section.offset - segment.offset;
    }
    bool holds_code(const ElfSegment& segment) const {
        for (std::size_t i = 0; i < kLoaderCalls; i++) {
            const char* name = call_name(loader_.form, LoaderCall(i));
            const ElfSymbol* function = name != nullptr ? symbol(name) : nullptr;
            if (function != nullptr && function->value - segment.virtual_address < segment.file_size)
                return true;
        }
        return false;
    }

    bool holds_description(const ElfSegment& segment) const {
        return std::any_of(descriptions_.begin(), descriptions_.end(), [&](const ElfSymbol& description) {
            return description.section < elf_.sections().size() &&
                   is_in_file(elf_.sections()[description.section], segment);
        });
    }

    void take_segments() {
        Pieces pieces;
        for (std::size_t i = 0; i < elf_.segments().size(); i++) {
            const ElfSegment& segment = elf_.segments()[i];
            if (segment.type != ElfSegment::kLoad || segment.memory_size == 0) continue;
            if (holds_description(segment) && !holds_code(segment))
                loader_.never_loaded.push_back({segment.virtual_address, segment.memory_size});
            else
                take(segment, i, pieces);
        }
        merge(pieces);
    }
    void take(const ElfSegment& segment, std::size_t place, Pieces& pieces) {
        const std::string name = fmt::format("segment {}", place);
        const std::uint64_t start = segment.virtual_address;
        elf_.bytes(segment.offset, segment.file_size, name);
        for (const ElfPart& part : elf_.program_of(segment))
            pieces.add(start + part.from_start, elf_.bytes(part.offset, part.size, name), place);
        if (start + segment.memory_size > std::uint64_t{1} << 32)
            damaged(name + " goes beyond the 32-bit address space");
        zero(segment);
        kept_.push_back(segment);
    }
    // What its sections say: a segment may go on from one RAM into another, far away.
    void zero(const ElfSegment& segment) {
        const std::uint64_t from = std::uint64_t{segment.virtual_address} + segment.file_size;
        const std::uint64_t to = std::uint64_t{segment.virtual_address} + segment.memory_size;
        const std::size_t before = loader_.zeroed.size();
        for (const ElfSection& section : elf_.sections()) {
            const bool zeros =
                (section.flags & ElfSection::kAlloc) != 0 && section.type == ElfSection::kNoBits;
            const std::uint64_t first = std::max<std::uint64_t>(section.address, from);
            const std::uint64_t last = std::min(section.address + std::uint64_t{section.size}, to);
            if (zeros && first < last) loader_.zeroed.push_back({std::uint32_t(first), last - first});
        }
        if (loader_.zeroed.size() == before && from < to)
            loader_.zeroed.push_back({std::uint32_t(from), to - from});
    }
    void merge(Pieces& pieces) {
        try {
            loader_.loaded = pieces.merged("segments");
        } catch (const ImageProblem& problem) {
            loader_.findings.push_back({"XSPI-1312", Weight::Refused, problem.words});
        }
        loader_.movable = loader_.form == LoaderForm::Flm && !kept_.empty() && kept_[0].virtual_address == 0;
    }

    void take_entries() {
        for (std::size_t i = 0; i < kLoaderCalls; i++) {
            const char* name = call_name(loader_.form, LoaderCall(i));
            const ElfSymbol* function = name != nullptr ? symbol(name) : nullptr;
            if (function != nullptr) take_entry(name, *function, loader_.entries[i]);
        }
    }
    void take_entry(const char* name, const ElfSymbol& function, std::optional<std::uint32_t>& entry) {
        const std::uint32_t address = function.value & ~1u;
        const bool in_code = std::any_of(kept_.begin(), kept_.end(), [&](const ElfSegment& segment) {
            return (segment.flags & ElfSegment::kExecute) != 0 &&
                   address - segment.virtual_address < segment.file_size;
        });
        const char* wrong = !in_code ? "lies outside the code that is loaded"
                            : (function.value & 1) == 0
                                ? "is not Thumb code, the only one that a Cortex-M runs"
                                : nullptr;
        entry = function.value;
        if (wrong != nullptr)
            loader_.findings.push_back({"XSPI-1311", Weight::Refused,
                                        fmt::format("{} at 0x{:08X} {}", name, function.value, wrong)});
    }

    bool is_kept(const ElfSection& section) const {
        return std::any_of(kept_.begin(), kept_.end(), [&](const ElfSegment& segment) {
            return section.address >= segment.virtual_address &&
                   section.address - segment.virtual_address < segment.memory_size;
        });
    }
    // Labels in a function are functions without a size to one toolchain.
    void sort_functions() {
        for (const ElfSymbol& symbol : symbols_)
            if (symbol.function && symbol.size != 0) functions_.push_back(symbol.value & ~1u);
        std::sort(functions_.begin(), functions_.end());
    }
    std::vector<std::size_t> functions_in(const ElfSection& section) const {
        std::vector<std::size_t> starts;
        for (auto at = std::lower_bound(functions_.begin(), functions_.end(), section.address);
             at != functions_.end() && section.holds(*at, 1); ++at)
            starts.push_back(*at - section.address);
        return starts;
    }
    // Variables are those of the first writable section; without one they lie behind the image.
    void look_at_sections() {
        constexpr std::uint32_t kWord = 4;
        const std::vector<LoaderRange> image = loader_.image();
        std::uint64_t variables = image.empty() ? 0 : (image.back().end() + kWord - 1) / kWord * kWord;
        for (const ElfSection& section : elf_.sections()) {
            if ((section.flags & ElfSection::kAlloc) == 0 || section.size == 0 || !is_kept(section)) continue;
            const bool code = (section.flags & ElfSection::kExecute) != 0;
            if (!code && (section.flags & ElfSection::kWrite) != 0)
                variables = std::min<std::uint64_t>(variables, section.address);
            if (code && section.type != ElfSection::kNoBits)
                look_at_code(elf_.bytes(section.offset, section.size, "a section"), functions_in(section),
                             loader_.habits);
        }
        loader_.static_base = std::uint32_t(variables);
    }

    ElfFile elf_;
    std::vector<ElfSymbol> symbols_;
    std::vector<std::uint32_t> functions_; // where they begin, ascending
    std::vector<ElfSymbol> descriptions_;  // the last one counts
    std::vector<ElfSegment> kept_;
    Loader loader_;
};

} // namespace

Loader read_elf_loader(std::string_view file) {
    try {
        return ElfLoader(file).read();
    } catch (const ImageProblem& problem) {
        const bool other_machine = std::string_view(problem.id) == "XSPI-0013";
        throw LoaderProblem{other_machine ? "XSPI-1304" : "XSPI-1303", problem.words};
    }
}

} // namespace xspi
