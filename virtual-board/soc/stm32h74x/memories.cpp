#include "soc/stm32h74x/memories.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace vb::stm32h74x {

namespace {
constexpr std::uint32_t kKiB = 1024, kFlashBase = 0x08000000;
constexpr std::uint32_t kSystemFlash = 0x1FF00000, kSystemFlashOnItcm = 0x00100000;
constexpr std::uint32_t kSramBases[] = {0x30000000, 0x30020000, 0x30040000};
constexpr std::uint32_t kSecondView = 0x20000000; // of D2's SRAMs, that much lower
// UID_BASE and FLASHSIZE_BASE of ST's device header; the id stands for one device.
constexpr std::size_t kUniqueIdAt = 0x1E800, kFlashSizeAt = 0x1E880;
constexpr std::uint8_t kUniqueId[] = {0x24, 0x00, 0x25, 0x00, 0x0A, 0x51, 0x33, 0x32, 0x37, 0x36, 0x38, 0x39};
} // namespace

bool Memories::ClosedBackup::write(std::uint32_t offset, unsigned, std::uint32_t, Master) {
    violations_.report(
        "VB-H74-009",
        fmt::format("store to offset 0x{:X} of the backup SRAM while PWR_CR1.DBP is 0: ignored", offset));
    return true;
}

// Addresses and sizes: ST's device header.
Memories::Memories(const Part& part, Flash& flash, const Rcc& rcc, const Pwr& pwr, Violations& violations)
    : flash_(flash), rcc_(rcc), pwr_(pwr), closed_backup_(violations), itcm_(64 * kKiB), dtcm_(128 * kKiB),
      axi_(part.axi_kib * kKiB), sram4_(64 * kKiB), backup_(4 * kKiB), system_flash_(128 * kKiB, 0xFF) {
    std::copy(std::begin(kUniqueId), std::end(kUniqueId), system_flash_.begin() + kUniqueIdAt);
    system_flash_[kFlashSizeAt] = std::uint8_t(part.flash_kib());
    system_flash_[kFlashSizeAt + 1] = std::uint8_t(part.flash_kib() >> 8);
    add("ITCM", 0x00000000, itcm_);
    add("DTCM", 0x20000000, dtcm_);
    add("AXI SRAM", 0x24000000, axi_);
    for (unsigned i = 0; i < 3; ++i) {
        if (part.sram_kib[i] == 0) continue;
        sram_[i].resize(part.sram_kib[i] * kKiB);
        for (std::uint32_t base : {kSramBases[i], kSramBases[i] - kSecondView})
            sram_regions_[i].push_back(&add("D2 SRAM", base, sram_[i]));
    }
    add("SRAM4", 0x38000000, sram4_);
    backup_region_ = &add("backup SRAM", 0x38800000, backup_);
    backup_region_->on_write = &closed_backup_;
    for (std::uint32_t base : {kSystemFlash, kSystemFlashOnItcm})
        add("system flash", base, system_flash_).writable_by_core = false;
    for (unsigned bank = 0; bank < part.flash.banks; ++bank) {
        MemoryRegion& region =
            add("user flash", kFlashBase + bank * FlashGeometry::kBankDistance, flash_.bank_bytes(bank));
        region.writable_by_core = false;
        region.on_write = &flash_.port(bank);
        user_flash_.push_back(&region);
    }
    for (const auto& views : sram_regions_)
        for (MemoryRegion* region : views) region->accessible = false;
    backup_region_->accessible = false;
}

bool Memories::set_unique_id(const std::string& hex) {
    const bool digits = std::all_of(hex.begin(), hex.end(), [](unsigned char c) { return std::isxdigit(c); });
    if (!digits || hex.size() != 2 * std::size(kUniqueId)) return false;
    for (std::size_t i = 0; i < std::size(kUniqueId); ++i)
        system_flash_[kUniqueIdAt + i] = std::uint8_t(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
    return true;
}

MemoryRegion& Memories::add(const char* name, std::uint32_t base, std::span<std::uint8_t> bytes) {
    MemoryRegion& region = regions_.emplace_back();
    region.name = name;
    region.base = base;
    region.bytes = bytes;
    return region;
}

void Memories::attach(MemoryMap& map) {
    for (MemoryRegion& region : regions_) map.add_memory(region);
    map_ = &map;
}

void Memories::allow(MemoryRegion& region, bool accessible) {
    if (region.accessible == accessible) return;
    region.accessible = accessible;
    if (map_) map_->changed(region, 0, std::uint32_t(region.bytes.size()));
}

void Memories::apply_options() {
    for (unsigned bank = 0; bank < user_flash_.size(); ++bank) {
        user_flash_[bank]->bytes = flash_.bank_bytes(bank);
        user_flash_changed(bank, 0, flash_.geometry().bank_size());
    }
}

void Memories::apply_clocks() {
    for (unsigned i = 0; i < 3; ++i)
        for (MemoryRegion* region : sram_regions_[i]) allow(*region, rcc_.enabled(rcc::AHB2ENR, 29 + i));
    allow(*backup_region_, rcc_.enabled(rcc::AHB4ENR, 28));
    if (backup_region_->writable_by_core == pwr_.backup_writable()) return;
    backup_region_->writable_by_core = pwr_.backup_writable();
    if (map_) map_->changed(*backup_region_, 0, 0);
}

void Memories::user_flash_changed(unsigned bank, std::uint32_t offset, std::uint32_t length) {
    // Loads take the way past ECC and protection only where that matters: it is the slow way.
    const bool checked = flash_.any_damage() || flash_.options().protection() != Protection::Level0;
    user_flash_[bank]->on_read = checked ? &flash_.port(bank) : nullptr;
    if (map_) map_->changed(*user_flash_[bank], offset, length);
}

} // namespace vb::stm32h74x
