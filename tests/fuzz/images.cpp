// Image files: good ones of every kind with a few bytes changed, and what passes for one.
#include "program/image-format.hpp"
#include "program/memory-file.hpp"
#include "program/usage-error.hpp"
#include "tests/fuzz/cases.hpp"
#include "tests/fuzz/random.hpp"

#include <elf.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace fuzz {

namespace {

constexpr std::uint32_t kBase = 0x70000000;

std::string record(std::uint8_t type, std::uint16_t offset, const Bytes& data) {
    std::string line = ":";
    unsigned sum = 0;
    const auto put = [&](unsigned byte) {
        line += fmt::format("{:02X}", byte & 0xFF);
        sum += byte;
    };
    put(unsigned(data.size()));
    put(offset >> 8);
    put(offset & 0xFF);
    put(type);
    for (const std::uint8_t byte : data) put(byte);
    put(0x100 - (sum & 0xFF));
    return line;
}

Bytes hex_file(Random& random) {
    std::string text = record(4, 0, {0x70, 0x00}) + "\n";
    for (std::size_t n = random.below(20); n > 0; --n) {
        const auto type = std::uint8_t(random.one_in(5) ? random.below(7) : 0);
        Bytes data(type == 0 ? random.below(40) : type == 2 || type == 4 ? 2 : 4);
        for (auto& byte : data) byte = std::uint8_t(random.next());
        text += record(type, std::uint16_t(random.number()), data) + (random.one_in(6) ? "\r\n" : "\n");
    }
    text += record(1, 0, {}) + "\n";
    return {text.begin(), text.end()};
}

template <typename T> void put(Bytes& bytes, std::size_t at, const T& value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

Bytes elf_file(Random& random) {
    const std::size_t segments = random.below(4);
    Bytes bytes(sizeof(Elf32_Ehdr) + segments * sizeof(Elf32_Phdr) + 256);
    Elf32_Ehdr header = {};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS32;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_machine = EM_ARM;
    header.e_phoff = random.one_in(6) ? random.number() : std::uint32_t(sizeof header);
    header.e_phentsize = sizeof(Elf32_Phdr);
    header.e_phnum = std::uint16_t(random.one_in(6) ? random.number() : segments);
    put(bytes, 0, header);
    for (std::size_t n = 0; n < segments; ++n) {
        Elf32_Phdr segment = {};
        segment.p_type = PT_LOAD;
        segment.p_offset = random.one_in(3) ? random.number() : std::uint32_t(random.below(bytes.size()));
        segment.p_paddr = random.one_in(2) ? random.number() : kBase + std::uint32_t(random.below(2048));
        segment.p_filesz = random.one_in(3) ? random.number() : std::uint32_t(random.below(256));
        put(bytes, sizeof header + n * sizeof segment, segment);
    }
    return bytes;
}

// As a file of the command line: refused with a sentence, or loaded.
void load(const std::string& name, const Bytes& content) {
    static const std::filesystem::path folder = [] {
        std::string made = (std::filesystem::temp_directory_path() / "fuzz-images-XXXXXX").string();
        if (!mkdtemp(made.data())) throw std::runtime_error("no folder for temporary files");
        return std::filesystem::path(made);
    }();
    const std::filesystem::path path = folder / name;
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()), std::streamsize(content.size()));
    Bytes memory(1024);
    try {
        const vb::MemoryFile file(path.string(), {kBase, memory}, 0xFF);
    } catch (const vb::UsageError&) {}
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
}

void read(std::vector<vb::ImageSegment> (*reader)(std::span<const std::uint8_t>), const Bytes& content) {
    try {
        std::size_t total = 0;
        for (const auto& segment : reader(content)) total += segment.bytes.size();
        // A segment may be listed as often as there are headers; each lies within the file.
        if (reader == vb::read_intel_hex && total * 2 > content.size())
            throw std::logic_error("more bytes than the file has digits for");
    } catch (const std::runtime_error&) {} // the sentence
}

} // namespace

void image_case(std::uint64_t number) {
    Random random(number);
    Bytes content = random.one_in(2) ? hex_file(random) : elf_file(random);
    if (!random.one_in(4)) mutate(content, random);
    read(vb::read_intel_hex, content);
    read(vb::read_elf, content);
    if (random.one_in(16)) load(random.pick({"a.bin", "a.hex", "a.elf", "a", "a.HEX"}), content);
}

} // namespace fuzz
