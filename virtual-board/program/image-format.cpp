#include "program/image-format.hpp"

#include <elf.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <string_view>

namespace vb {

namespace {

std::string lower_extension(const std::string& path) {
    const std::size_t slash = path.rfind('/'), dot = path.rfind('.');
    if (dot == std::string::npos || (slash != std::string::npos && dot < slash)) return {};
    std::string extension = path.substr(dot + 1);
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    return extension;
}

bool is_elf(std::span<const std::uint8_t> content) {
    return content.size() >= SELFMAG && std::memcmp(content.data(), ELFMAG, SELFMAG) == 0;
}

// A record mark and hexadecimal digits up to the end of the first line.
bool is_hex(std::span<const std::uint8_t> content) {
    if (content.size() < 11 || content[0] != ':') return false;
    const auto end =
        std::find_if_not(content.begin() + 1, content.end(), [](int c) { return std::isxdigit(c); });
    return end - content.begin() >= 11 && (end == content.end() || *end == '\r' || *end == '\n');
}

} // namespace

bool has_extension(const std::string& path) { return !lower_extension(path).empty(); }

ImageFormat image_format(const std::string& path, std::span<const std::uint8_t> content) {
    const std::string extension = lower_extension(path);
    if (extension == "bin") return ImageFormat::Bin;
    if (extension == "hex" || extension == "ihex" || extension == "ihx") return ImageFormat::Hex;
    if (extension == "elf" || extension == "axf" || is_elf(content)) return ImageFormat::Elf;
    return is_hex(content) ? ImageFormat::Hex : ImageFormat::Bin;
}

} // namespace vb
