// Flash loaders made for a test: ELF files laid out as linkers of the three toolchains do it, whose functions
// do nothing. Without Catch: the fuzzers make theirs with it, too.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace loader_maker {

using Bytes = std::vector<std::uint8_t>;

inline void put(Bytes& bytes, std::size_t at, std::uint64_t value, unsigned size) {
    if (bytes.size() < at + size) bytes.resize(at + size);
    for (unsigned i = 0; i < size; i++) bytes[at + i] = std::uint8_t(value >> (8 * i));
}

constexpr std::uint32_t kBits = 1, kNoBits = 8;               // of a section
constexpr std::uint32_t kWrite = 1, kAlloc = 2, kExecute = 4; // of its flags

struct Section {
    std::uint32_t type, flags, address;
    Bytes bytes;
    std::uint32_t size = 0; // of one without bytes
    std::uint32_t extent() const { return type == kNoBits ? size : std::uint32_t(bytes.size()); }
};
struct Segment {
    std::uint32_t flags; // read 4, write 2, execute 1
    std::vector<std::size_t> sections;
    std::uint32_t memory_size = 0; // 0: to the end of its last section
};
struct Symbol {
    std::string name;
    std::uint32_t value, size;
    std::uint16_t section;    // from 1
    std::uint8_t info = 0x12; // global, a function
};

struct Elf {
    std::vector<Section> sections = {}; // without the empty one that every file begins with
    std::vector<Segment> segments = {};
    std::vector<Symbol> symbols = {};
    std::uint16_t type = 2, machine = 40;

    Symbol& symbol(const std::string& name) {
        return *std::find_if(symbols.begin(), symbols.end(), [&](const Symbol& s) { return s.name == name; });
    }
    void remove(const std::string& name) {
        std::erase_if(symbols, [&](const Symbol& s) { return s.name == name; });
    }
    std::string file() const;
};

inline std::string Elf::file() const {
    constexpr std::size_t kHeader = 52, kProgramHeader = 32, kSectionHeader = 40, kSymbol = 16;
    Bytes file(kHeader + kProgramHeader * segments.size());
    std::vector<std::uint32_t> offsets(sections.size());
    for (std::size_t i = 0; i < segments.size(); i++) {
        const Segment& segment = segments[i];
        const std::uint32_t address = sections[segment.sections[0]].address,
                            offset = std::uint32_t(file.size());
        std::uint32_t in_file = 0, in_memory = segment.memory_size;
        for (const std::size_t number : segment.sections) {
            const Section& section = sections[number];
            const std::uint32_t from = section.address - address;
            offsets[number] = offset + from;
            if (segment.memory_size == 0) in_memory = std::max(in_memory, from + section.extent());
            if (section.type == kNoBits) continue;
            in_file = std::max(in_file, from + section.extent());
            file.resize(std::max<std::size_t>(file.size(), offset + in_file));
            std::copy(section.bytes.begin(), section.bytes.end(), file.begin() + offset + from);
        }
        const std::uint32_t words[] = {1, offset, address, address, in_file, in_memory, segment.flags, 4};
        for (std::size_t k = 0; k < 8; k++) put(file, kHeader + kProgramHeader * i + 4 * k, words[k], 4);
    }
    Bytes names(1), table(kSymbol);
    for (const Symbol& symbol : symbols) {
        const std::size_t at = table.size();
        put(table, at, names.size(), 4);
        put(table, at + 4, symbol.value, 4);
        put(table, at + 8, symbol.size, 4);
        put(table, at + 12, symbol.info, 1);
        put(table, at + 14, symbol.section, 2);
        names.insert(names.end(), symbol.name.begin(), symbol.name.end());
        names.push_back(0);
    }
    const auto table_at = std::uint32_t(file.size());
    file.insert(file.end(), table.begin(), table.end());
    const auto names_at = std::uint32_t(file.size());
    file.insert(file.end(), names.begin(), names.end());
    const auto headers_at = std::uint32_t(file.size());
    file.resize(file.size() + kSectionHeader); // the empty one
    const auto header = [&](std::uint32_t type, std::uint32_t flags, std::uint32_t address,
                            std::uint32_t offset, std::size_t size, std::uint32_t link) {
        const std::uint32_t words[] = {0, type, flags, address, offset, std::uint32_t(size), link, 0, 4, 0};
        for (const std::uint32_t word : words) put(file, file.size(), word, 4);
    };
    for (std::size_t i = 0; i < sections.size(); i++)
        header(sections[i].type, sections[i].flags, sections[i].address, offsets[i], sections[i].extent(), 0);
    header(2, 0, 0, table_at, symbols.empty() ? 0 : table.size(), std::uint32_t(sections.size() + 2));
    header(3, 0, 0, names_at, names.size(), 0);
    const Bytes magic{0x7F, 'E', 'L', 'F', 1, 1, 1};
    std::copy(magic.begin(), magic.end(), file.begin());
    put(file, 16, type, 2);
    put(file, 18, machine, 2);
    put(file, 28, kHeader, 4);
    put(file, 32, headers_at, 4);
    put(file, 42, kProgramHeader, 2);
    put(file, 44, segments.size(), 2);
    put(file, 46, kSectionHeader, 2);
    put(file, 48, sections.size() + 3, 2);
    return {file.begin(), file.end()};
}

// ---- What a loader says of itself

struct Description {
    std::string name = "W25Q128_TEST";
    std::uint16_t type = 7;
    std::uint32_t base = 0x90000000, size = 16u << 20, page = 256;
    std::uint8_t erased = 0xFF;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> sectors = {}; // count and size, or size and address
    bool ends = true;
};

inline Bytes storage_info(const Description& d) {
    Bytes bytes(200);
    std::copy(d.name.begin(), d.name.end(), bytes.begin());
    put(bytes, 100, d.type, 2);
    put(bytes, 104, d.base, 4);
    put(bytes, 108, d.size, 4);
    put(bytes, 112, d.page, 4);
    put(bytes, 116, d.erased, 1);
    for (std::size_t i = 0; i < d.sectors.size(); i++) {
        put(bytes, 120 + 8 * i, d.sectors[i].first, 4);
        put(bytes, 124 + 8 * i, d.sectors[i].second, 4);
    }
    if (!d.ends) bytes.resize(120 + 8 * d.sectors.size());
    return bytes;
}

inline Bytes flash_device(const Description& d) {
    Bytes bytes(160);
    put(bytes, 0, 0x0101, 2);
    std::copy(d.name.begin(), d.name.end(), bytes.begin() + 2);
    put(bytes, 130, d.type, 2);
    put(bytes, 132, d.base, 4);
    put(bytes, 136, d.size, 4);
    put(bytes, 140, d.page, 4);
    put(bytes, 148, d.erased, 1);
    put(bytes, 152, 100, 4);
    put(bytes, 156, 3000, 4);
    for (const auto& [size, address] : d.sectors) {
        put(bytes, bytes.size(), size, 4);
        put(bytes, bytes.size(), address, 4);
    }
    if (d.ends) put(bytes, bytes.size(), ~std::uint64_t{0}, 8);
    return bytes;
}

// ---- Whole loaders

inline const Bytes kDoesNothing{0x01, 0x20, 0x70, 0x47}; // MOVS R0, #1; BX LR

inline void add_functions(Elf& elf, std::uint32_t base, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        Bytes& code = elf.sections[0].bytes;
        elf.symbols.push_back({name, base + std::uint32_t(code.size()) + 1, 4, 1});
        code.insert(code.end(), kDoesNothing.begin(), kDoesNothing.end());
    }
}

inline const std::vector<std::string> kStldrFunctions{"Init", "Write", "Read", "SectorErase", "MassErase"};
inline const std::vector<std::string> kFlmFunctions{"Init", "UnInit", "EraseSector", "EraseChip",
                                                    "ProgramPage"};

inline Description stldr_description() {
    Description d;
    d.sectors = {{256, 0x10000}};
    return d;
}
inline Description flm_description() {
    Description d;
    d.type = 5;
    d.sectors = {{0x10000, 0}};
    return d;
}

// Sections: code, data (8 bytes), zeros (32 bytes), description. Symbols: the functions, then StorageInfo.
inline Elf stldr(const Description& description = stldr_description(), std::uint32_t base = 0x24000004,
                 std::uint32_t described_at = 0, std::vector<std::string> functions = kStldrFunctions) {
    Elf elf;
    elf.sections = {{kBits, kAlloc | kExecute, base, {}}};
    add_functions(elf, base, functions);
    const std::uint32_t data = base + elf.sections[0].extent();
    elf.sections.push_back({kBits, kAlloc | kWrite, data, Bytes(8, 0xDA)});
    elf.sections.push_back({kNoBits, kAlloc | kWrite, data + 8, {}, 32});
    elf.sections.push_back({kBits, kAlloc, described_at, storage_info(description)});
    elf.segments = {{7, {0, 1, 2}}, {4, {3}}};
    elf.symbols.push_back({"StorageInfo", described_at, 200, 4, 0x11});
    return elf;
}

// The same of a CMSIS-Pack: from 0, and its description where the zeros lie.
inline Elf flm(const Description& description = flm_description(), bool zeros = true) {
    Elf elf = stldr({}, 0, 0, kFlmFunctions);
    const std::uint32_t end = elf.sections[2].address;
    elf.sections[3] = {kBits, kAlloc, end, flash_device(description)};
    if (!zeros) elf.segments[0].sections.pop_back();
    elf.symbols.back() = {"FlashDevice", end, 4256, 4, 0x11};
    return elf;
}

} // namespace loader_maker
