// read-image: takes names of image files from its input, one a line, and prints for each a line of JSON that
// says what the driver reads: segments, start, or problem and line.
#include "openocd-driver/image/image.hpp"
#include "openocd-driver/json.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <iterator>

namespace {

xspi::FileImage read(const std::string& name, const std::string& bytes) {
    switch (xspi::image_kind(name, bytes, true)) {
    case xspi::ImageKind::IntelHex: return xspi::read_intel_hex(bytes);
    case xspi::ImageKind::SRecord: return xspi::read_s_records(bytes);
    case xspi::ImageKind::Elf: return xspi::read_elf(bytes);
    default: return {xspi::ImageKind::Bin, {{0, {bytes.begin(), bytes.end()}}}, std::nullopt};
    }
}

xspi::Json facts(const xspi::FileImage& image) {
    xspi::Json json{{"segments", xspi::Json::array()}};
    for (const xspi::FileSegment& segment : image.segments) {
        std::string digits;
        for (const std::uint8_t byte : segment.bytes) digits += fmt::format("{:02x}", byte);
        json["segments"].push_back({segment.address, digits});
    }
    if (image.start) json["start"] = *image.start;
    return json;
}

} // namespace

int main() {
    for (std::string name; std::getline(std::cin, name);) {
        std::ifstream file(name, std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(file), {});
        xspi::Json json;
        try {
            json = facts(read(name, bytes));
        } catch (const xspi::ImageProblem& problem) {
            json = {{"problem", problem.id}, {"line", problem.line}};
        }
        std::cout << json.dump() << "\n";
    }
}
