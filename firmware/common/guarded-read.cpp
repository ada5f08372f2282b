#include "firmware/common/guarded-read.hpp"
#include "firmware/common/core-registers.hpp"
#include "flash-library/core/mmio.hpp"

namespace firmware {

using xspi::mmio_barrier;
using xspi::mmio_read32;
using xspi::mmio_write32;

// Armv7-M ARM B3.2.8: with BFHFNMIGN, at the priority that FAULTMASK gives, a load that fails is told in CFSR
// alone.
bool guarded_words(std::uint32_t address, std::span<std::uint32_t> words) {
    mmio_write32(SCB_CFSR, SCB_CFSR_BFSR);
    asm volatile("cpsid f" ::: "memory");
    mmio_write32(SCB_CCR, mmio_read32(SCB_CCR) | SCB_CCR_BFHFNMIGN);
    mmio_barrier();
    for (std::uint32_t& word : words) {
        word = mmio_read32(address);
        address += sizeof(word);
    }
    mmio_barrier();
    mmio_write32(SCB_CCR, mmio_read32(SCB_CCR) & ~SCB_CCR_BFHFNMIGN);
    mmio_barrier();
    asm volatile("cpsie f" ::: "memory");
    const bool failed = (mmio_read32(SCB_CFSR) & SCB_CFSR_BFSR) != 0;
    mmio_write32(SCB_CFSR, SCB_CFSR_BFSR);
    return !failed;
}

bool guarded_read(std::uint32_t address, std::span<std::uint8_t> data) {
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < data.size();) {
        const std::uint32_t at = address + static_cast<std::uint32_t>(i);
        if (!guarded_words(at & ~3u, {&word, 1})) return false;
        for (std::uint32_t byte = at & 3; byte < 4 && i < data.size(); ++byte, ++i)
            data[i] = static_cast<std::uint8_t>(word >> 8 * byte);
    }
    return true;
}

} // namespace firmware
