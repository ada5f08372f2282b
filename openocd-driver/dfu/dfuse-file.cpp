#include "openocd-driver/dfu/dfu-line.hpp"

#include <string_view>

namespace xspi {

namespace {

using Bytes = std::vector<std::uint8_t>;

void put(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }
void put(Bytes& out, std::uint32_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

// The CRC-32 of Ethernet, not inverted at the end.
std::uint32_t checksum(const Bytes& bytes) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
    }
    return crc;
}

Bytes target(unsigned alternate, const std::vector<DfuPart>& parts) {
    constexpr std::size_t kName = 255;
    Bytes elements;
    std::uint32_t count = 0;
    for (const DfuPart& part : parts) {
        if (part.alternate != alternate) continue;
        put(elements, part.segment.address, 4);
        put(elements, static_cast<std::uint32_t>(part.segment.bytes.size()), 4);
        elements.insert(elements.end(), part.segment.bytes.begin(), part.segment.bytes.end());
        ++count;
    }
    Bytes out;
    if (count == 0) return out;
    put(out, "Target");
    put(out, alternate, 1);
    put(out, 1, 4); // it has a name
    std::string name = "ST...";
    name.resize(kName);
    put(out, name);
    put(out, static_cast<std::uint32_t>(elements.size()), 4);
    put(out, count, 4);
    out.insert(out.end(), elements.begin(), elements.end());
    return out;
}

} // namespace

std::vector<std::uint8_t> dfuse_file(const DfuPlan& plan) {
    constexpr std::size_t kPrefix = 11, kSuffix = 16;
    Bytes targets;
    unsigned count = 0;
    for (const unsigned alternate : {0u, 1u}) {
        const Bytes one = target(alternate, plan.parts);
        targets.insert(targets.end(), one.begin(), one.end());
        count += one.empty() ? 0 : 1;
    }
    Bytes file;
    put(file, "DfuSe");
    put(file, 1, 1);
    put(file, static_cast<std::uint32_t>(kPrefix + targets.size()), 4);
    put(file, count, 1);
    file.insert(file.end(), targets.begin(), targets.end());
    for (const unsigned word : {0xFFFFu, 0xDF11u, 0x0483u, 0x011Au})
        put(file, word, 2); // any release, whose, DfuSe
    put(file, "UFD");
    put(file, kSuffix, 1);
    put(file, checksum(file), 4);
    return file;
}

} // namespace xspi
