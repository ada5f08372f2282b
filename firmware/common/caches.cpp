#include "firmware/common/caches.hpp"
#include "firmware/common/core-registers.hpp"
#include "flash-library/core/mmio.hpp"

#include <cstdint>

namespace firmware {

using xspi::mmio_barrier;
using xspi::mmio_read32;
using xspi::mmio_write32;

namespace {
// Armv7-M ARM B2.2.7: DCISW takes the set from bit 5 (lines of 32 bytes) and the way in the topmost bits; the
// geometry is in CCSIDR.
void invalidate_data_cache() {
    mmio_write32(SCB_CSSELR, 0); // level 1, data
    mmio_barrier();
    const std::uint32_t geometry = mmio_read32(SCB_CCSIDR);
    const std::uint32_t sets = (geometry >> 13 & 0x7FFF) + 1, ways = (geometry >> 3 & 0x3FF) + 1;
    const unsigned way_position = ways > 1 ? static_cast<unsigned>(__builtin_clz(ways - 1)) : 31;
    for (std::uint32_t set = 0; set < sets; ++set)
        for (std::uint32_t way = 0; way < ways; ++way)
            mmio_write32(SCB_DCISW, way << way_position | set << 5);
    mmio_barrier();
}
} // namespace

void enable_caches() {
    mmio_barrier();
    mmio_write32(SCB_ICIALLU, 0);
    invalidate_data_cache();
    mmio_write32(SCB_CCR, mmio_read32(SCB_CCR) | SCB_CCR_IC | SCB_CCR_DC);
    mmio_barrier();
}

void disable_caches() {
    mmio_barrier();
    mmio_write32(SCB_CCR, mmio_read32(SCB_CCR) & ~(SCB_CCR_IC | SCB_CCR_DC));
    mmio_barrier();
}

} // namespace firmware
