#include "openocd-driver/image/text-records.hpp"

#include <algorithm>
#include <array>

namespace xspi {

namespace {

constexpr std::string_view kHexNames[] = {"hex", "ihex", "ihx", "h86", "hx"};
constexpr std::string_view kSRecordNames[] = {"s19", "s28", "s37", "srec", "sre", "srecord", "mot",
                                              "mhx", "s1",  "s2",  "s3",   "sx",  "exo"};
constexpr std::string_view kElfNames[] = {"elf", "axf", "out"};

std::string extension_of(std::string_view name) {
    const std::size_t dot = name.find_last_of("./");
    if (dot == name.npos || name[dot] == '/') return "";
    std::string extension(name.substr(dot + 1));
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return extension;
}

std::optional<ImageKind> kind_by_name(std::string_view extension) {
    const auto named = [&](const auto& names) {
        return std::find(std::begin(names), std::end(names), extension) != std::end(names);
    };
    if (named(kHexNames)) return ImageKind::IntelHex;
    if (named(kSRecordNames)) return ImageKind::SRecord;
    if (named(kElfNames)) return ImageKind::Elf;
    return std::nullopt;
}

} // namespace

// One good record among the first lines tells what the others are meant to be: a damaged one, a comment or a
// heading does not make a bin of the file. Only a file named .bin is one unless its very first line says
// other.
ImageKind image_kind(std::string_view name, std::string_view begin, bool whole) {
    if (begin.substr(0, 4) == "\177ELF") return ImageKind::Elf;
    const std::string extension = extension_of(name);
    TextLines lines(begin);
    for (std::size_t tries = extension == "bin" ? 1 : 64; tries > 0; tries--) {
        const auto line = lines.next();
        if (!line || (lines.cut() && !whole)) break;
        if (is_intel_hex(*line)) return ImageKind::IntelHex;
        if (is_s_record(*line)) return ImageKind::SRecord;
    }
    return kind_by_name(extension).value_or(ImageKind::Bin);
}

} // namespace xspi
