#include "openocd-driver/image/elf-file.hpp"
#include "openocd-driver/image/pieces.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace xspi {

namespace {

[[noreturn]] void no_elf(std::string words) { throw ImageProblem{"XSPI-0012", 0, std::move(words)}; }

class ElfImage {
  public:
    explicit ElfImage(std::string_view file) : file_(file), size_(file.size()) { check_segments(); }

    FileImage image() const {
        Pieces pieces;
        const bool physical = has_physical_addresses();
        const std::vector<ElfSegment>& segments = file_.segments();
        for (std::size_t i = 0; i < segments.size(); i++)
            if (segments[i].loaded()) take(segments[i], physical, i, pieces);
        return {ImageKind::Elf, pieces.merged("segments"), file_.entry()};
    }

  private:
    void check_segments() const {
        std::uint64_t loaded = 0;
        for (std::size_t i = 0; i < file_.segments().size(); i++) {
            const ElfSegment& segment = file_.segments()[i];
            if (!segment.loaded()) continue;
            file_.bytes(segment.offset, segment.file_size, fmt::format("segment {}", i));
            loaded += segment.file_size;
        }
        if (loaded > 16 * std::uint64_t{size_}) no_elf("its segments hold far more than the file");
        if (loaded == 0) throw ImageProblem{"XSPI-0521", 0, "it has no loadable segments; is it linked?"};
    }

    // Some linkers leave all physical addresses 0, as objcopy and gdb know, too.
    bool has_physical_addresses() const {
        const std::vector<ElfSegment>& segments = file_.segments();
        const auto loads = std::count_if(segments.begin(), segments.end(), [](const ElfSegment& s) {
            return s.type == ElfSegment::kLoad && s.memory_size != 0;
        });
        return loads <= 1 || std::any_of(segments.begin(), segments.end(),
                                         [](const ElfSegment& s) { return s.physical_address != 0; });
    }

    void take(const ElfSegment& s, bool physical, std::size_t place, Pieces& pieces) const {
        const std::uint64_t base = physical ? s.physical_address : s.virtual_address;
        const std::vector<ElfPart> parts = file_.program_of(s);
        if (parts.empty())
            no_elf(fmt::format("segment {} begins with the ELF header, and without section headers the "
                               "program in it is unknown: keep them, or use hex",
                               place));
        for (const ElfPart& part : parts) add(base + part.from_start, part.offset, part.size, place, pieces);
    }
    void add(std::uint64_t address, std::uint64_t offset, std::uint64_t size, std::size_t place,
             Pieces& pieces) const {
        try {
            pieces.add(address, file_.bytes(offset, size, "a segment"), place);
        } catch (ImageProblem& problem) {
            problem.line = 0; // it has none
            throw;
        }
    }

    ElfFile file_;
    std::size_t size_;
};

} // namespace

FileImage read_elf(std::string_view file) { return ElfImage(file).image(); }

} // namespace xspi
