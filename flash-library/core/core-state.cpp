#include "flash-library/core/core-state.hpp"
#include "flash-library/core/mmio.hpp"
#include "flash-library/core/mpu-registers.hpp"

#include <algorithm>

namespace xspi {

namespace {
// Armv7-M ARM B3.2 (SCB) and B2.2.7 (cache maintenance), names as there.
constexpr std::uintptr_t CPUID = 0xE000ED00;
constexpr std::uintptr_t VTOR = 0xE000ED08;
constexpr std::uintptr_t CCR = 0xE000ED14;
constexpr std::uintptr_t CFSR = 0xE000ED28;
constexpr std::uintptr_t CCSIDR = 0xE000ED80;
constexpr std::uintptr_t CSSELR = 0xE000ED84;
constexpr std::uintptr_t ICIALLU = 0xE000EF50;
constexpr std::uintptr_t DCISW = 0xE000EF60;
constexpr std::uintptr_t DCCISW = 0xE000EF74;

constexpr std::uint32_t CCR_UNALIGN_TRP = 1u << 3;
constexpr std::uint32_t CCR_DIV_0_TRP = 1u << 4;
constexpr std::uint32_t CCR_DC = 1u << 16;
constexpr std::uint32_t CCR_IC = 1u << 17;

constexpr std::uint32_t kSetPosition = 5;  // lines of 32 bytes
constexpr std::uint32_t kWayPosition = 30; // four ways

// Every line by set and way: the geometry is what CCSIDR says of the level-1 data cache.
[[gnu::always_inline]] inline void for_each_data_line(std::uintptr_t operation) {
    mmio_write32(CSSELR, 0);
    mmio_barrier();
    const std::uint32_t geometry = mmio_read32(CCSIDR);
    const std::uint32_t last_set = geometry >> 13 & 0x7FFF;
    const std::uint32_t last_way = geometry >> 3 & 0x3FF;
    for (std::uint32_t set = 0; set <= last_set; ++set) {
        for (std::uint32_t way = 0; way <= last_way; ++way) {
            mmio_write32(operation, set << kSetPosition | way << kWayPosition);
        }
    }
    mmio_barrier();
}

// CCR as it is to be, and the data cache, which it switches off, cleaned. From here to the end of the
// cleaning nothing may go to the stack, or come from it: where the cache covers it, RAM is old, and what is
// written there is written over. So this is one function, whose few values have room in registers.
[[gnu::noinline]] void switch_off_and_clean(std::uint32_t ccr, std::uint32_t before) {
#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
    asm volatile("" ::: "r4", "r5", "r6", "r8", "lr");
#endif
    mmio_write32(CCR, ccr);
    mmio_barrier();
    if ((before & CCR_DC) != 0) for_each_data_line(DCCISW);
}

// Of the cores that an agent runs on the Cortex-M7 alone has caches; elsewhere their registers are reserved.
bool has_caches() {
    constexpr std::uint32_t kCortexM7 = 0xC27; // CPUID.PARTNO
    return (mmio_read32(CPUID) >> 4 & 0xFFF) == kCortexM7;
}

void invalidate_instruction_cache() {
    if (!has_caches()) return;
    mmio_barrier();
    mmio_write32(ICIALLU, 0);
    mmio_barrier();
}
} // namespace

void CoreState::take_over(std::uintptr_t vector_table) {
    vtor_ = mmio_read32(VTOR);
    ccr_ = mmio_read32(CCR);
    save_mpu();
    mmio_write32(VTOR, static_cast<std::uint32_t>(vector_table));
    mmio_write32(CFSR, 0xFFFFFFFF); // write-one-to-clear: a fault reported from here on is the program's own
    mmio_barrier();
    switch_off_and_clean(ccr_ & ~(CCR_DC | CCR_IC | CCR_UNALIGN_TRP | CCR_DIV_0_TRP), ccr_);
    invalidate_instruction_cache();
}

// Nothing was allocated while the caches were off, but a cache is invalidated before it is switched on.
void CoreState::restore() const {
    restore_mpu();
    if ((ccr_ & CCR_DC) != 0) for_each_data_line(DCISW);
    invalidate_instruction_cache();
    mmio_write32(CCR, ccr_);
    mmio_write32(VTOR, vtor_);
    mmio_barrier();
}

void CoreState::save_mpu() {
    mpu_ctrl_ = mmio_read32(MPU_CTRL);
    mpu_rnr_ = mmio_read32(MPU_RNR);
    const std::uint32_t count = std::min<std::uint32_t>(mpu_regions(mmio_read32(MPU_TYPE)), regions_.size());
    for (std::uint32_t i = 0; i < count; ++i) {
        mmio_write32(MPU_RNR, i);
        regions_[i] = {mmio_read32(MPU_RBAR), mmio_read32(MPU_RASR)};
    }
}

void CoreState::restore_mpu() const {
    constexpr std::uint32_t kRegionAndValid =
        0x1F; // reads as the region's number, would select another on writing
    mmio_barrier();
    mmio_write32(MPU_CTRL, 0);
    const std::uint32_t count = std::min<std::uint32_t>(mpu_regions(mmio_read32(MPU_TYPE)), regions_.size());
    for (std::uint32_t i = 0; i < count; ++i) {
        mmio_write32(MPU_RNR, i);
        mmio_write32(MPU_RASR, 0);
        mmio_write32(MPU_RBAR, regions_[i].rbar & ~kRegionAndValid);
        mmio_write32(MPU_RASR, regions_[i].rasr);
    }
    mmio_write32(MPU_RNR, mpu_rnr_);
    mmio_write32(MPU_CTRL, mpu_ctrl_);
    mmio_barrier();
}

} // namespace xspi
