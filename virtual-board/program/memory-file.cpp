#include "program/memory-file.hpp"

#include "program/image-format.hpp"
#include "program/usage-error.hpp"
#include "program/write-file.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace vb {

namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// Nothing if the file is missing.
std::optional<std::vector<std::uint8_t>> read_file(const std::string& path) {
    const File file(std::fopen(path.c_str(), "rb"));
    if (!file && errno == ENOENT) return std::nullopt;
    std::vector<std::uint8_t> content;
    std::uint8_t chunk[65536];
    std::size_t got = 0;
    while (file && (got = std::fread(chunk, 1, sizeof chunk, file.get())) > 0)
        content.insert(content.end(), chunk, chunk + got);
    if (!file || std::ferror(file.get()))
        throw UsageError("VB-IMG-001", fmt::format("{} cannot be read: {}", path, std::strerror(errno)));
    return content;
}

// One such as /dev/zero has no end.
void refuse_device(const std::string& path) {
    std::error_code none;
    const auto type = std::filesystem::status(path, none).type();
    if (type == std::filesystem::file_type::character || type == std::filesystem::file_type::block)
        throw UsageError("VB-IMG-006",
                         fmt::format("{} is a device, not a file with a memory's contents", path));
}

void place(NamedMemory& memory, const ImageSegment& segment, const std::string& path) {
    const std::uint64_t begin = segment.address, end = begin + segment.bytes.size();
    const std::uint64_t first = memory.base, last = first + memory.bytes.size();
    if (begin < first || end > last)
        throw UsageError("VB-IMG-003",
                         fmt::format("{} holds {:#010x}..{:#010x}, but the memory is {:#010x}..{:#010x}",
                                     path, begin, end - 1, first, last - 1));
    std::copy(segment.bytes.begin(), segment.bytes.end(),
              memory.bytes.begin() + std::ptrdiff_t(begin - first));
}

std::vector<ImageSegment> segments_of(const std::string& path, ImageFormat format,
                                      const std::vector<std::uint8_t>& content, std::uint32_t base) try {
    switch (format) {
    case ImageFormat::Hex: return read_intel_hex(content);
    case ImageFormat::Elf: return read_elf(content);
    case ImageFormat::Bin: break;
    }
    return {{base, content}};
} catch (const std::runtime_error& error) {
    throw UsageError("VB-IMG-002", fmt::format("{}: {}", path, error.what()));
}

} // namespace

MemoryFile::MemoryFile(std::string path, NamedMemory memory, std::uint8_t erased)
    : path_(std::move(path)), memory_(memory) {
    load(erased);
    stored_digest_ = digest();
}

void MemoryFile::load(std::uint8_t erased) {
    refuse_device(path_);
    std::fill(memory_.bytes.begin(), memory_.bytes.end(), erased);
    const auto content = read_file(path_);
    const ImageFormat format =
        image_format(path_, content ? std::span(*content) : std::span<const std::uint8_t>());
    exists_ = content.has_value();
    is_bin_ = format == ImageFormat::Bin;
    if (!exists_ && !is_bin_) throw UsageError("VB-IMG-001", fmt::format("{} does not exist", path_));
    if (is_bin_) require_place();
    if (!exists_) return;
    for (const auto& segment : segments_of(path_, format, *content, memory_.base))
        place(memory_, segment, path_);
}

// What is known before the board works for nothing. A file that is there is written only if the memory
// changes, so its folder need not be writable.
void MemoryFile::require_place() const {
    if (exists_ && !std::filesystem::is_regular_file(path_))
        throw UsageError("VB-IMG-006",
                         fmt::format("{} is no regular file: a bin file is written back", path_));
    const std::string folder = std::filesystem::path(path_).parent_path();
    if (!exists_ && access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) != 0)
        throw UsageError("VB-IMG-006", fmt::format("{} cannot be made: {}", path_, std::strerror(errno)));
}

std::uint64_t MemoryFile::digest() const { return XXH3_64bits(memory_.bytes.data(), memory_.bytes.size()); }

bool MemoryFile::store() {
    if (!is_bin_) return true;
    const std::uint64_t now = digest();
    if (exists_ && now == stored_digest_) return true;
    if (!write_file(path_, memory_.bytes.data(), memory_.bytes.size())) {
        fmt::print(stderr, "virtual-board: VB-IMG-004: {} cannot be written: {}\n", path_,
                   std::strerror(errno));
        return false;
    }
    exists_ = true;
    stored_digest_ = now;
    return true;
}

} // namespace vb
