#include "openocd-driver/image/pieces.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace xspi {

namespace {

// Tool Interface Standard, Executable and Linking Format 1.2; ELF for the ARM Architecture.
constexpr std::size_t kHeaderSize = 52, kProgramHeaderSize = 32, kSectionHeaderSize = 40;
constexpr std::uint32_t kLoad = 1, kNoBits = 8, kAlloc = 2, kExtended = 0xFFFF;

struct Segment {
    std::uint32_t type, offset, virtual_address, physical_address, file_size, memory_size;
    bool loaded() const { return type == kLoad && file_size != 0; }
};

struct Section {
    std::uint32_t type, flags, address, offset, size, info;
    bool loaded() const { return (flags & kAlloc) != 0 && type != kNoBits && size != 0; }
};

[[noreturn]] void no_elf(std::string words) { throw ImageProblem{"XSPI-0012", 0, std::move(words)}; }

class ElfFile {
  public:
    explicit ElfFile(std::string_view file) : file_(file) {
        if (file_.substr(0, 4) != "\177ELF") throw ImageProblem{"XSPI-0006", 0, "it is not an ELF file"};
        require(0, kHeaderSize, "its header");
        if (file_[4] == 2)
            throw ImageProblem{"XSPI-0013", 0, "it is a 64-bit ELF file: it was built for another machine"};
        if (file_[4] != 1 || file_[5] < 1 || file_[5] > 2) no_elf("its ELF header is damaged");
        big_endian_ = file_[5] == 2;
        read_sections();
        read_segments();
    }

    FileImage image() const {
        Pieces pieces;
        const bool physical = has_physical_addresses();
        for (std::size_t i = 0; i < segments_.size(); i++)
            if (segments_[i].loaded()) take(segments_[i], physical, i, pieces);
        return {ImageKind::Elf, pieces.merged("segments"), u32(24)};
    }

  private:
    void require(std::uint64_t at, std::uint64_t size, std::string_view what) const {
        if (at > file_.size() || size > file_.size() - at)
            throw ImageProblem{"XSPI-0004", 0,
                               fmt::format("it is cut off or damaged: {} ends at byte {} of {}", what,
                                           at + size, file_.size())};
    }
    std::uint32_t number(std::size_t at, std::size_t bytes) const {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < bytes; i++)
            value = value << 8 | std::uint8_t(file_[at + (big_endian_ ? i : bytes - 1 - i)]);
        return value;
    }
    std::uint16_t u16(std::size_t at) const { return std::uint16_t(number(at, 2)); }
    std::uint32_t u32(std::size_t at) const { return number(at, 4); }

    Section section(std::size_t at) const {
        return {u32(at + 4), u32(at + 8), u32(at + 12), u32(at + 16), u32(at + 20), u32(at + 28)};
    }
    Segment segment(std::size_t at) const {
        return {u32(at), u32(at + 4), u32(at + 8), u32(at + 12), u32(at + 16), u32(at + 20)};
    }

    // What is loaded, in the file's order. The first section header has the numbers that are too large for
    // the file's.
    void read_sections() {
        const std::uint64_t at = u32(32);
        if (at == 0) return;
        if (u16(46) != kSectionHeaderSize) no_elf("its section headers have a size that ELF does not know");
        require(at, kSectionHeaderSize, "its table of section headers");
        first_section_ = section(at);
        const std::uint64_t count = u16(48) != 0 ? u16(48) : first_section_.size;
        require(at, count * kSectionHeaderSize, "its table of section headers");
        for (std::uint64_t i = 0; i < count; i++)
            if (const Section s = section(at + i * kSectionHeaderSize); s.loaded()) sections_.push_back(s);
        std::stable_sort(sections_.begin(), sections_.end(),
                         [](const Section& a, const Section& b) { return a.offset < b.offset; });
    }
    void read_segments() {
        const std::uint64_t at = u32(28);
        const std::uint64_t count = u16(44) == kExtended ? first_section_.info : u16(44);
        if (count != 0 && u16(42) != kProgramHeaderSize)
            no_elf("its program headers have a size that ELF does not know");
        require(at, count * kProgramHeaderSize, "its table of program headers");
        for (std::uint64_t i = 0; i < count; i++) segments_.push_back(segment(at + i * kProgramHeaderSize));
        std::uint64_t loaded = 0;
        for (std::size_t i = 0; i < segments_.size(); i++) {
            if (!segments_[i].loaded()) continue;
            require(segments_[i].offset, segments_[i].file_size, fmt::format("segment {}", i));
            loaded += segments_[i].file_size;
        }
        if (loaded > 16 * std::uint64_t{file_.size()}) no_elf("its segments hold far more than the file");
        if (loaded == 0) throw ImageProblem{"XSPI-0521", 0, "it has no loadable segments; is it linked?"};
    }

    // Some linkers leave all physical addresses 0, as objcopy and gdb know, too.
    bool has_physical_addresses() const {
        const auto loads = std::count_if(segments_.begin(), segments_.end(), [](const Segment& s) {
            return s.type == kLoad && s.memory_size != 0;
        });
        return loads <= 1 || std::any_of(segments_.begin(), segments_.end(),
                                         [](const Segment& s) { return s.physical_address != 0; });
    }

    std::span<const std::uint8_t> bytes(std::uint64_t at, std::uint64_t size) const {
        return {reinterpret_cast<const std::uint8_t*>(file_.data()) + at, std::size_t(size)};
    }

    // A linker aligns segments to pages: what lies between, or in front of, their sections may even be the
    // ELF header, and is nobody's program.
    void take(const Segment& s, bool physical, std::size_t place, Pieces& pieces) const {
        const std::uint64_t base = physical ? s.physical_address : s.virtual_address;
        const std::uint64_t end = std::uint64_t{s.offset} + s.file_size;
        auto at = std::lower_bound(sections_.begin(), sections_.end(), s.offset,
                                   [](const Section& a, std::uint32_t offset) { return a.offset < offset; });
        bool has_sections = false;
        for (; at != sections_.end() && at->offset < end; ++at) {
            if (at->address - s.virtual_address != at->offset - s.offset) continue;
            has_sections = true;
            add(base + (at->offset - s.offset), at->offset,
                std::min<std::uint64_t>(at->size, end - at->offset), place, pieces);
        }
        if (has_sections) return;
        if (s.offset < kHeaderSize)
            no_elf(fmt::format("segment {} begins with the ELF header, and without section headers the "
                               "program in it is unknown: keep them, or use hex",
                               place));
        add(base, s.offset, s.file_size, place, pieces);
    }
    void add(std::uint64_t address, std::uint64_t offset, std::uint64_t size, std::size_t place,
             Pieces& pieces) const {
        try {
            pieces.add(address, bytes(offset, size), place);
        } catch (ImageProblem& problem) {
            problem.line = 0; // it has none
            throw;
        }
    }

    std::string_view file_;
    bool big_endian_ = false;
    Section first_section_{};
    std::vector<Section> sections_;
    std::vector<Segment> segments_;
};

} // namespace

FileImage read_elf(std::string_view file) { return ElfFile(file).image(); }

} // namespace xspi
