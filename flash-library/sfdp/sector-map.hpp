// Sector Map Parameter Table (FF81h): in which part of the chip which erase types hold. A chip whose layout
// can be configured has several maps, and commands whose answers tell which one is in use. JESD216B, 6.5.
#pragma once
#include "flash-library/sfdp/parameter-table.hpp"

#include <cstdint>

namespace xspi {

// A read of one byte in 1S-1S-1S; whether a bit of `mask` is set in it is the next bit of the map's id.
struct SectorMapDetection {
    std::uint8_t opcode = 0;
    std::uint8_t address_bytes = 0; // 0, 3 or 4
    std::uint8_t dummy_cycles = 0;
    std::uint8_t mask = 0;
    std::uint32_t address = 0;
    bool current_address_bytes = false; // as many as the chip takes now; address_bytes is 0
    bool unknown_dummy = false;         // as many as the chip is configured for; dummy_cycles is 0
};

struct SectorMapLayout {
    std::uint8_t id = 0;
    std::uint8_t first = 0;    // DWORD of its first region
    std::uint16_t regions = 0; // 0: there is no such layout
    constexpr bool present() const { return regions != 0; }
};

struct SectorMapRegion {
    std::uint64_t length = 0; // bytes
    std::uint8_t types = 0;   // bit n: erase type n + 1 of the BFPT holds here
};

struct SectorMap : ParameterTable<48> {
    static constexpr unsigned kFirstRevision = 2;

    unsigned detections() const;
    SectorMapDetection detection(unsigned number) const; // from 0
    // The layouts in their order, from 0; one that the table does not hold to its end is none.
    SectorMapLayout layout(unsigned number) const;
    SectorMapLayout layout_with_id(std::uint8_t id) const;
    SectorMapRegion region(const SectorMapLayout& layout, unsigned number) const; // from 0
};

// Which layout is in use. `read(detection, byte)` carries one out and says whether it could. False: it could
// not, or the answer is the id of no layout; the chip is then to be described without.
template <typename Read> bool detect_layout(const SectorMap& map, Read&& read, std::uint8_t& id) {
    id = 0;
    for (unsigned number = 0; number < map.detections(); ++number) {
        const SectorMapDetection detection = map.detection(number);
        std::uint8_t byte = 0;
        if (detection.unknown_dummy || !read(detection, byte)) return false;
        id = static_cast<std::uint8_t>(id << 1 | ((byte & detection.mask) != 0 ? 1 : 0));
    }
    return map.detections() != 0 && map.layout_with_id(id).present();
}

} // namespace xspi
