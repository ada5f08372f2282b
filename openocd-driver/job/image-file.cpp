#include "openocd-driver/job/image-file.hpp"

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>

namespace xspi {

namespace {

// No window of the controllers is larger (RM0477, memory map), and no other memory of the microcontroller.
constexpr std::uint64_t kLargestMemory = std::uint64_t{256} << 20;
// What ELF and text say of such a memory, debug information and all.
constexpr std::uint64_t kLargestFile = std::uint64_t{2} << 30;
constexpr std::size_t kFirstBytes = 16384; // tell the kind

// A file that is open, with the size that it had then.
class OpenFile {
  public:
    explicit OpenFile(const std::string& name) : name_(name) {
        const std::string path = path_of(name);
        errno = 0;
        stream_.open(path, std::ios::binary);
        std::error_code error;
        size_ = std::filesystem::file_size(path, error);
        if (!stream_ || error) unreadable(error ? error.message() : std::strerror(errno));
        if (size_ == 0) throw Failure("XSPI-0006", "image file {} is empty. Nothing was changed", name);
    }
    std::uint64_t size() const { return size_; }
    std::string first(std::size_t most) {
        std::string bytes(std::size_t(std::min<std::uint64_t>(most, size_)), '\0');
        stream_.seekg(0);
        if (!stream_.read(bytes.data(), std::streamsize(bytes.size())))
            unreadable("it is shorter than its size, or the disk cannot read it");
        return bytes;
    }
    std::string all() { return first(std::size_t(size_)); }

  private:
    [[noreturn]] void unreadable(const std::string& why) const {
        throw Failure("XSPI-0005", "image file {} cannot be read: {}. Nothing was changed", name_, why);
    }
    static std::string path_of(const std::string& name) {
        std::array<char, PATH_MAX> path{};
        std::error_code error;
        // What is no file is not opened to find out: a pipe would wait for its other end.
        const auto as_given = std::filesystem::status(name, error);
        if (std::filesystem::is_directory(as_given))
            throw Failure("XSPI-0005", "image file {} is a folder. Nothing was changed", name);
        if (std::filesystem::exists(as_given) && !std::filesystem::is_regular_file(as_given))
            throw Failure("XSPI-0005",
                          "image file {} is a device or a pipe; write it into a file first. "
                          "Nothing was changed",
                          name);
        if (bridge_find_file(name.c_str(), path.data(), path.size())) return path.data();
        if (std::filesystem::exists(as_given)) return name; // opening it tells why not
        throw Failure("XSPI-0005",
                      "image file {} does not exist; relative names start at {}. Nothing was changed", name,
                      std::filesystem::current_path(error).string());
    }

    const std::string& name_;
    std::ifstream stream_;
    std::uint64_t size_ = 0;
};

std::optional<ImageKind> kind_of_type(const std::string& type) {
    static const std::map<std::string, ImageKind> types{{"bin", ImageKind::Bin},
                                                        {"ihex", ImageKind::IntelHex},
                                                        {"s19", ImageKind::SRecord},
                                                        {"elf", ImageKind::Elf}};
    if (type.empty()) return std::nullopt;
    const auto found = types.find(type);
    if (found == types.end())
        throw Failure("XSPI-0014",
                      "`{}` is not a type of image file: use bin, ihex, s19, elf, or nothing to detect it. "
                      "Nothing was changed",
                      type);
    return found->second;
}

ImageKind kind_of(const std::string& name, const std::string& type, OpenFile& file) {
    if (const auto kind = kind_of_type(type)) return *kind;
    return image_kind(name, file.first(kFirstBytes), file.size() <= kFirstBytes);
}

// Before it is read, which would take its time.
void check_size(ImageKind kind, const std::string& name, std::uint64_t size) {
    const std::uint64_t most = kind == ImageKind::Bin ? kLargestMemory : kLargestFile;
    if (size <= most) return;
    throw Failure("XSPI-0015", "image file {} has {} bytes: {}. Is it the right file? Nothing was changed",
                  name, size,
                  kind == ImageKind::Bin ? "no memory is that large, 256 MiB is the most"
                                         : "an ELF, hex or S-record file has at most 2 GiB");
}

FileImage read_image(ImageKind kind, const std::string& bytes) {
    switch (kind) {
    case ImageKind::IntelHex: return read_intel_hex(bytes);
    case ImageKind::SRecord: return read_s_records(bytes);
    case ImageKind::Elf: return read_elf(bytes);
    default: return {kind, {{0, {bytes.begin(), bytes.end()}}}, std::nullopt};
    }
}

Failure explain(const ImageProblem& problem, const std::string& name) {
    const std::string where = problem.line != 0 ? fmt::format(", line {}", problem.line) : "";
    return Failure(problem.id, "image file {}{}: {}. Build or convert it again. Nothing was changed", name,
                   where, problem.words);
}

std::uint32_t moved(const FileSegment& segment, std::uint64_t by) {
    const std::uint64_t address = segment.address + by;
    if (address > UINT32_MAX || segment.bytes.size() > (std::uint64_t{1} << 32) - address)
        throw Failure(
            "XSPI-0003",
            "{} bytes of the image at 0x{:08X} go beyond the 32-bit address space when the image is "
            "moved by 0x{:X}. Nothing was changed",
            segment.bytes.size(), segment.address, by);
    return std::uint32_t(address);
}

} // namespace

ImageFile::ImageFile(const std::string& name, std::optional<std::uint64_t> address, const std::string& type) {
    OpenFile opened(name);
    const ImageKind kind = kind_of(name, type, opened);
    check_size(kind, name, opened.size());
    try {
        file_ = read_image(kind, opened.all());
    } catch (const ImageProblem& problem) { throw explain(problem, name); }
    if (file_.segments.empty())
        throw Failure("XSPI-0521", "image file {} is empty: it holds no byte to program. Nothing was changed",
                      name);
    for (const FileSegment& segment : file_.segments)
        segments_.push_back(
            {moved(segment, address.value_or(0)), std::uint32_t(segment.bytes.size()), segment.bytes.data()});
    image_ = {segments_.data(), segments_.size(), kind == ImageKind::Bin};
}

} // namespace xspi
