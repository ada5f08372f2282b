#include "flash-library/sfdp/sector-map.hpp"

namespace xspi {
namespace {

constexpr unsigned kLast = 0, kIsLayout = 1; // bits of a descriptor's first DWORD
constexpr unsigned kDetectionDwords = 2;
constexpr std::uint32_t kRegionUnit = 256;

} // namespace

unsigned SectorMap::detections() const {
    unsigned number = 0;
    for (unsigned at = 1; has(at + 1) && !bit(at, kIsLayout); at += kDetectionDwords) {
        ++number;
        if (bit(at, kLast)) break;
    }
    return number;
}

SectorMapDetection SectorMap::detection(unsigned number) const {
    SectorMapDetection detection;
    if (number >= detections()) return detection;
    const unsigned at = 1 + kDetectionDwords * number;
    constexpr unsigned kUnknown = 15, kCurrent = 3;
    constexpr std::uint8_t address_bytes[] = {0, 3, 4, 0};
    const std::uint32_t length = bits(at, 23, 22), dummy = bits(at, 19, 16);
    detection.opcode = static_cast<std::uint8_t>(bits(at, 15, 8));
    detection.mask = static_cast<std::uint8_t>(bits(at, 31, 24));
    detection.address = dword(at + 1);
    detection.address_bytes = address_bytes[length];
    detection.current_address_bytes = length == kCurrent;
    detection.unknown_dummy = dummy == kUnknown;
    detection.dummy_cycles = static_cast<std::uint8_t>(detection.unknown_dummy ? 0 : dummy);
    return detection;
}

SectorMapLayout SectorMap::layout(unsigned number) const {
    unsigned at = 1 + kDetectionDwords * detections();
    while (has(at) && bit(at, kIsLayout)) {
        const unsigned regions = bits(at, 23, 16) + 1;
        if (!has(at + regions)) break;
        if (number == 0)
            return {static_cast<std::uint8_t>(bits(at, 15, 8)), static_cast<std::uint8_t>(at + 1),
                    static_cast<std::uint16_t>(regions)};
        if (bit(at, kLast)) break;
        --number;
        at += regions + 1;
    }
    return {};
}

SectorMapLayout SectorMap::layout_with_id(std::uint8_t id) const {
    for (unsigned number = 0; layout(number).present(); ++number)
        if (layout(number).id == id) return layout(number);
    return {};
}

SectorMapRegion SectorMap::region(const SectorMapLayout& layout, unsigned number) const {
    if (number >= layout.regions) return {};
    const unsigned at = layout.first + number;
    return {(bits(at, 31, 8) + 1ull) * kRegionUnit, static_cast<std::uint8_t>(bits(at, 3, 0))};
}

} // namespace xspi
