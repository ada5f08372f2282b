#include "program/memory-file.hpp"

#include "program/image-format.hpp"
#include "program/usage-error.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <vector>

namespace vb {

namespace {

// What is opened for reading, closed again.
class Input {
  public:
    explicit Input(const std::string& path)
        : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
    ~Input() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;
    int get() const { return descriptor_; }

  private:
    int descriptor_;
};

[[noreturn]] void cannot_read(const std::string& path, int reason) {
    throw UsageError("VB-IMG-001", fmt::format("{} cannot be read: {}", path, std::strerror(reason)));
}

// No end may come of a device or a FIFO.
bool there_as_a_file(const std::string& path) {
    struct stat state;
    if (stat(path.c_str(), &state) != 0) return errno != ENOENT; // reading it says why
    if (S_ISREG(state.st_mode)) return true;
    if (S_ISDIR(state.st_mode)) cannot_read(path, EISDIR);
    throw UsageError("VB-IMG-006",
                     fmt::format("{} is a device or FIFO, no file with a memory's contents", path));
}

// An image's text takes a few bytes for each of the memory's, and an elf file its debug information.
constexpr std::uint64_t kMostImageBytes = 1u << 30;

std::vector<std::uint8_t> read_file(const std::string& path, std::uint64_t most) {
    const Input input(path);
    struct stat state;
    if (input.get() < 0 || fstat(input.get(), &state) != 0) cannot_read(path, errno);
    if (std::uint64_t(state.st_size) > most)
        throw UsageError("VB-IMG-003", fmt::format("{} has {} bytes, more than the {} that would fit", path,
                                                   state.st_size, most));
    std::vector<std::uint8_t> content(std::size_t(state.st_size));
    std::size_t at = 0;
    while (at < content.size()) {
        const ssize_t got = read(input.get(), content.data() + at, content.size() - at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) cannot_read(path, errno);
        if (got == 0) break; // it became shorter
        at += std::size_t(got);
    }
    content.resize(at);
    return content;
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
    if (is_bin_ && memory_.ecc) damage_.emplace(path_, memory_);
    stored_digest_ = digest();
}

void MemoryFile::load(std::uint8_t erased) {
    std::fill(memory_.bytes.begin(), memory_.bytes.end(), erased);
    exists_ = there_as_a_file(path_);
    is_bin_ = image_format(path_, {}) == ImageFormat::Bin;
    if (!exists_ && !is_bin_) throw UsageError("VB-IMG-001", fmt::format("{} does not exist", path_));
    std::vector<std::uint8_t> content;
    if (exists_) {
        // Without an extension the contents tell what it is, so it may be a text that is longer.
        const bool named_bin = is_bin_ && has_extension(path_);
        content = read_file(path_, named_bin ? memory_.bytes.size() : kMostImageBytes);
        is_bin_ = image_format(path_, content) == ImageFormat::Bin;
    }
    if (is_bin_) claim();
    if (!exists_) return;
    for (const auto& segment : segments_of(path_, image_format(path_, content), content, memory_.base))
        place(memory_, segment, path_);
}

// What is known before the board works for nothing. A file that is there is written only if the memory
// changes, so its folder need not be writable.
void MemoryFile::claim() try { file_.emplace(path_, O_RDONLY); } catch (const std::system_error& error) {
    throw UsageError("VB-IMG-006",
                     fmt::format("{} cannot be made: {}", path_, std::strerror(error.code().value())));
}

std::uint64_t MemoryFile::digest() const { return XXH3_64bits(memory_.bytes.data(), memory_.bytes.size()); }

bool MemoryFile::store() try {
    if (!is_bin_) return true;
    if (damage_) damage_->store();
    const std::uint64_t now = digest();
    if (exists_ && now == stored_digest_) return true;
    file_->replace(memory_.bytes.data(), memory_.bytes.size());
    exists_ = true;
    stored_digest_ = now;
    return true;
} catch (const std::system_error& error) {
    fmt::print(stderr, "virtual-board: VB-IMG-004: {} cannot be written: {}\n", path_,
               std::strerror(error.code().value()));
    return false;
}

} // namespace vb
