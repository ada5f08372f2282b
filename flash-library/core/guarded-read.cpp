#include "flash-library/core/guarded-read.hpp"
#include "flash-library/core/mmio.hpp"

namespace xspi {

namespace {
// Armv7-M ARM B3.2.8 and B3.2.15.
constexpr std::uintptr_t SCB_CCR = 0xE000ED14, SCB_CFSR = 0xE000ED28;
constexpr std::uint32_t SCB_CCR_BFHFNMIGN = 1u << 8;
constexpr std::uint32_t SCB_CFSR_BFSR = 0xFFu << 8;

void mask_faults(bool on) {
#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
    if (on)
        asm volatile("cpsid f" ::: "memory");
    else
        asm volatile("cpsie f" ::: "memory");
#else
    (void)on;
#endif
}
} // namespace

// With BFHFNMIGN, at the priority that FAULTMASK gives, a load that fails is told in CFSR alone.
FaultGuard::FaultGuard() {
    mmio_write32(SCB_CFSR, SCB_CFSR_BFSR);
    mask_faults(true);
    mmio_write32(SCB_CCR, mmio_read32(SCB_CCR) | SCB_CCR_BFHFNMIGN);
    mmio_barrier();
}

FaultGuard::~FaultGuard() {
    mmio_barrier();
    mmio_write32(SCB_CCR, mmio_read32(SCB_CCR) & ~SCB_CCR_BFHFNMIGN);
    mmio_barrier();
    mask_faults(false);
    mmio_write32(SCB_CFSR, SCB_CFSR_BFSR);
}

bool FaultGuard::failed() const {
    mmio_barrier();
    return (mmio_read32(SCB_CFSR) & SCB_CFSR_BFSR) != 0;
}

bool guarded_words(std::uint32_t address, std::span<std::uint32_t> words) {
    const FaultGuard guard;
    for (std::uint32_t& word : words) {
        word = mmio_read32(address);
        address += sizeof(word);
    }
    return !guard.failed();
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

} // namespace xspi
