#include "soc/stm32h7rs/memories.hpp"

namespace vb {

namespace {
constexpr std::uint32_t kKiB = 1024;
} // namespace

// Addresses and sizes: docs/hardware/stm32h7rs.md, memory map, shares: docs/hardware/stm32h7rs.md, shared
// RAM. The TCMs borrow their second and third 64 KiB from AXI SRAM1 and SRAM3, so both views have the same
// cells, and at most one of them answers.
Stm32h7s3Memories::Stm32h7s3Memories(InternalFlash& flash, const Rcc& rcc)
    : flash_(flash), rcc_(rcc), itcm_(64 * kKiB), dtcm_(64 * kKiB), axi_(456 * kKiB), ahb_(32 * kKiB),
      backup_(4 * kKiB), system_flash_(128 * kKiB, 0xFF) {
    auto part = [](std::vector<std::uint8_t>& all, std::uint32_t from, std::uint32_t size) {
        return std::span(all).subspan(from * kKiB, size * kKiB);
    };
    add("ITCM", 0x00000000, itcm_);
    add("DTCM", 0x20000000, dtcm_);
    for (unsigned i = 0; i < 2; ++i) {
        axi1_[i] = &add("AXI SRAM1", 0x24000000 + i * 0x10000, part(axi_, i * 64, 64));
        axi3_[i] = &add("AXI SRAM3", 0x24040000 + i * 0x10000, part(axi_, 256 + i * 64, 64));
        itcm_more_[i] = &add("ITCM", 0x00010000 + i * 0x10000, part(axi_, i * 64, 64));
        // SRAM3 is borrowed from its end: 0x24050000 first, then 0x24040000.
        dtcm_more_[i] = &add("DTCM", 0x20010000 + i * 0x10000, part(axi_, 320 - i * 64, 64));
    }
    add("AXI SRAM2", 0x24020000, part(axi_, 128, 128));
    axi4_ = &add("AXI SRAM4", 0x24060000, part(axi_, 384, 72));
    ahb1_ = &add("AHB SRAM1", 0x30000000, part(ahb_, 0, 16));
    ahb2_ = &add("AHB SRAM2", 0x30004000, part(ahb_, 16, 16));
    backup_region_ = &add("backup SRAM", 0x38800000, backup_);
    user_flash_ = &add("user flash", 0x08000000, flash_.array().bytes());
    otp_ = &add("OTP", 0x08FFF000, flash_.otp_page());
    for (MemoryRegion* region : {user_flash_, otp_}) region->writable_by_core = false;
    user_flash_->on_write = &flash_.array_port();
    otp_->on_write = &flash_.otp_port();
    add("system flash", 0x1FF00000, system_flash_).writable_by_core = false;
    for (MemoryRegion* region :
         {itcm_more_[0], itcm_more_[1], dtcm_more_[0], dtcm_more_[1], ahb1_, ahb2_, backup_region_})
        region->accessible = false;
}

MemoryRegion& Stm32h7s3Memories::add(const char* name, std::uint32_t base, std::span<std::uint8_t> bytes) {
    MemoryRegion& region = regions_.emplace_back();
    region.name = name;
    region.base = base;
    region.bytes = bytes;
    return region;
}

void Stm32h7s3Memories::attach(MemoryMap& map) {
    for (MemoryRegion& region : regions_) map.add_memory(region);
    map_ = &map;
}

void Stm32h7s3Memories::allow(MemoryRegion& region, bool accessible) {
    if (region.accessible == accessible) return;
    region.accessible = accessible;
    if (map_) map_->changed(region, 0, std::uint32_t(region.bytes.size()));
}

void Stm32h7s3Memories::apply_options() {
    const OptionBytes& options = flash_.options();
    for (unsigned i = 0; i < 2; ++i) {
        bool itcm_has = options.itcm_kib() > 64 + i * 64, dtcm_has = options.dtcm_kib() > 64 + i * 64;
        allow(*axi1_[i], !itcm_has);
        allow(*axi3_[1 - i], !dtcm_has);
        allow(*itcm_more_[i], itcm_has);
        allow(*dtcm_more_[i], dtcm_has);
    }
    allow(*axi4_, !options.ecc_on_sram());
}

void Stm32h7s3Memories::apply_clocks() {
    allow(*ahb1_, rcc_.enabled(rcc::AHB2ENR, 29));
    allow(*ahb2_, rcc_.enabled(rcc::AHB2ENR, 30));
    allow(*backup_region_, rcc_.enabled(rcc::AHB4ENR, 28));
}

void Stm32h7s3Memories::user_flash_changed(std::uint32_t offset, std::uint32_t length) {
    // Loads take the way past the ECC only while some quad-word is damaged: it is the slow way.
    user_flash_->on_read = flash_.array().any_damage() ? &flash_.array_port() : nullptr;
    if (map_) map_->changed(*user_flash_, offset, length);
}

void Stm32h7s3Memories::otp_changed() {
    if (map_) map_->changed(*otp_, 0, std::uint32_t(otp_->bytes.size()));
}

} // namespace vb
