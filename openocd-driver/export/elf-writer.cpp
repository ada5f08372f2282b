#include "openocd-driver/export/elf-writer.hpp"

namespace xspi {

namespace {

// Tool Interface Standard, Executable and Linking Format 1.2; ELF for the ARM Architecture.
constexpr std::uint16_t kExecutable = 2, kArm = 40;
constexpr std::uint32_t kEabi5 = 0x05000000, kSoftFloat = 0x200;
constexpr std::uint32_t kProgBits = 1, kSymbolTable = 2, kStringTable = 3, kNoBits = 8; // section types
constexpr std::uint32_t kWrite = 1, kAlloc = 2, kExecute = 4;                           // section flags
constexpr std::uint32_t kLoad = 1;
constexpr std::uint32_t kX = 1, kW = 2, kR = 4; // segment flags
constexpr std::uint8_t kGlobalFunction = 0x12, kGlobalObject = 0x11;
constexpr std::uint32_t kHeader = 52, kSegmentHeader = 32, kSectionHeader = 40, kSymbol = 16;
constexpr std::uint32_t kAlignment = 8;

class Bytes {
  public:
    void u8(std::uint32_t value) { bytes_.push_back(std::uint8_t(value)); }
    void u16(std::uint32_t value) {
        u8(value);
        u8(value >> 8);
    }
    void u32(std::uint32_t value) {
        u16(value);
        u16(value >> 16);
    }
    void words(std::initializer_list<std::uint32_t> values) {
        for (const std::uint32_t value : values) u32(value);
    }
    void append(std::span<const std::uint8_t> bytes) {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    }
    void align() { bytes_.resize((bytes_.size() + kAlignment - 1) / kAlignment * kAlignment); }
    std::uint32_t size() const { return std::uint32_t(bytes_.size()); }
    std::vector<std::uint8_t>& all() { return bytes_; }

  private:
    std::vector<std::uint8_t> bytes_;
};

class Strings {
  public:
    std::uint32_t add(const std::string& text) {
        const auto at = std::uint32_t(text_.size());
        text_ += text + '\0';
        return at;
    }
    std::span<const std::uint8_t> bytes() const {
        return {reinterpret_cast<const std::uint8_t*>(text_.data()), text_.size()};
    }

  private:
    std::string text_ = std::string(1, '\0');
};

struct Segment {
    std::size_t first = 0, last = 0; // sections
};

class ElfWriter {
  public:
    ElfWriter(std::span<const WrittenSection> sections, std::size_t apart) : sections_(sections) {
        for (std::size_t i = 0; i < sections.size(); i++)
            if (i == 0 || i == apart)
                segments_.push_back({i, i});
            else
                segments_.back().last = i;
    }

    std::vector<std::uint8_t> write(std::span<const WrittenSymbol> symbols, std::uint32_t entry) {
        place_sections();
        for (const WrittenSymbol& symbol : symbols) add_symbol(symbol);
        const std::uint32_t symbols_at = end_, strings_at = symbols_at + table_.size();
        Bytes headers = section_headers(symbols_at, strings_at);
        Bytes file;
        write_header(file, entry, aligned(names_at_ + std::uint32_t(names_.bytes().size())));
        for (const Segment& segment : segments_) write_segment(file, segment);
        for (std::size_t i = 0; i < sections_.size(); i++) {
            file.all().resize(offsets_[i]);
            file.append(sections_[i].bytes);
        }
        file.all().resize(symbols_at);
        file.append(table_.all());
        file.append(strings_.bytes());
        file.append(names_.bytes());
        file.align();
        file.append(headers.all());
        return std::move(file.all());
    }

  private:
    static std::uint32_t aligned(std::uint32_t value) {
        return (value + kAlignment - 1) / kAlignment * kAlignment;
    }

    // In a segment as they lie in memory.
    void place_sections() {
        end_ = aligned(kHeader + kSegmentHeader * std::uint32_t(segments_.size()));
        for (const Segment& segment : segments_) {
            const std::uint32_t begin = aligned(end_);
            for (std::size_t i = segment.first; i <= segment.last; i++) {
                offsets_.push_back(begin + sections_[i].address - sections_[segment.first].address);
                if (!sections_[i].bytes.empty()) end_ = offsets_.back() + sections_[i].size();
            }
        }
        end_ = aligned(end_);
        table_.words({0, 0, 0, 0});
    }

    void add_symbol(const WrittenSymbol& symbol) {
        table_.words({strings_.add(symbol.name), symbol.value, symbol.size});
        table_.u8(symbol.function ? kGlobalFunction : kGlobalObject);
        table_.u8(0);
        table_.u16(std::uint32_t(symbol.section) + 1);
    }

    void write_header(Bytes& file, std::uint32_t entry, std::uint32_t section_headers_at) const {
        file.append(std::vector<std::uint8_t>{0x7F, 'E', 'L', 'F', 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        file.u16(kExecutable);
        file.u16(kArm);
        file.words({1, entry, kHeader, section_headers_at, kEabi5 | kSoftFloat});
        const auto sections = std::uint32_t(sections_.size());
        for (const std::uint32_t half : {kHeader, kSegmentHeader, std::uint32_t(segments_.size()),
                                         kSectionHeader, sections + 4, sections + 3})
            file.u16(half);
    }

    void write_segment(Bytes& file, const Segment& segment) const {
        const WrittenSection& first = sections_[segment.first];
        std::uint32_t in_file = 0, in_memory = 0, flags = kR;
        for (std::size_t i = segment.first; i <= segment.last; i++) {
            const WrittenSection& section = sections_[i];
            in_memory = section.address + section.size() - first.address;
            if (!section.bytes.empty()) in_file = in_memory;
            flags |= (section.code ? kX : 0) | (section.variable ? kW : 0);
        }
        file.words(
            {kLoad, offsets_[segment.first], first.address, first.address, in_file, in_memory, flags, 4});
    }

    Bytes section_headers(std::uint32_t symbols_at, std::uint32_t strings_at) {
        Bytes headers;
        headers.words({0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        for (std::size_t i = 0; i < sections_.size(); i++) {
            const WrittenSection& section = sections_[i];
            const std::uint32_t flags =
                kAlloc | (section.code ? kExecute : 0) | (section.variable ? kWrite : 0);
            headers.words({names_.add(section.name), section.bytes.empty() ? kNoBits : kProgBits, flags,
                           section.address, offsets_[i], section.size(), 0, 0, 4, 0});
        }
        const auto count = std::uint32_t(sections_.size()), strings = std::uint32_t(strings_.bytes().size());
        headers.words(
            {names_.add(".symtab"), kSymbolTable, 0, 0, symbols_at, table_.size(), count + 2, 1, 4, kSymbol});
        headers.words({names_.add(".strtab"), kStringTable, 0, 0, strings_at, strings, 0, 0, 1, 0});
        names_at_ = strings_at + strings;
        const std::uint32_t name = names_.add(".shstrtab");
        headers.words(
            {name, kStringTable, 0, 0, names_at_, std::uint32_t(names_.bytes().size()), 0, 0, 1, 0});
        return headers;
    }

    std::span<const WrittenSection> sections_;
    std::vector<Segment> segments_;
    std::vector<std::uint32_t> offsets_; // of the sections, in the file
    std::uint32_t end_ = 0, names_at_ = 0;
    Bytes table_; // symbols
    Strings strings_, names_;
};

} // namespace

std::vector<std::uint8_t> write_elf(std::span<const WrittenSection> sections, std::size_t apart,
                                    std::span<const WrittenSymbol> symbols, std::uint32_t entry) {
    return ElfWriter(sections, apart).write(symbols, entry);
}

} // namespace xspi
