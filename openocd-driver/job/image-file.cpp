#include "openocd-driver/job/image-file.hpp"

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace xspi {

namespace {

// What OpenOCD takes a file for by its first bytes (target/image.c).
const char* kind_of(std::ifstream& file) {
    std::array<char, 4> begin{};
    file.read(begin.data(), begin.size());
    if (std::memcmp(begin.data(), "\177ELF", 4) == 0) return "ELF";
    if (begin[0] == ':') return "Intel hex";
    if (begin[0] == 'S' && begin[1] >= '0' && begin[1] <= '9') return "Motorola S-record";
    return "binary";
}

} // namespace

Failure unreadable_image(const std::string& name) {
    std::array<char, PATH_MAX> path{};
    std::error_code error;
    if (!bridge_find_file(name.c_str(), path.data(), path.size()) ||
        !std::filesystem::exists(path.data(), error))
        return Failure("XSPI-0005",
                       "image file {} is not there; a relative name starts at {}. Nothing was changed", name,
                       std::filesystem::current_path(error).string());
    if (std::filesystem::is_directory(path.data(), error))
        return Failure("XSPI-0005", "image file {} is a folder. Nothing was changed", name);
    errno = 0;
    std::ifstream file(path.data(), std::ios::binary);
    if (!file)
        return Failure("XSPI-0005", "image file {} cannot be opened: {}. Nothing was changed", name,
                       std::strerror(errno));
    if (std::filesystem::file_size(path.data(), error) == 0)
        return Failure("XSPI-0006", "image file {} is empty. Nothing was changed", name);
    return Failure("XSPI-0006",
                   "image file {} is damaged or cut off, or not of the type that was asked for: by its first "
                   "bytes it is {}. "
                   "Build it again; `flash write_image erase FILE ADDRESS bin` takes any file as it is. "
                   "Nothing was changed",
                   name, kind_of(file));
}

ImageFile::ImageFile(const std::string& name, std::optional<std::uint32_t> address, const std::string& type) {
    if (bridge_open_image(name.c_str(), address.has_value(), address.value_or(0), type.c_str(), &opened_,
                          &image_) != BRIDGE_OK)
        throw unreadable_image(name);
}

} // namespace xspi
