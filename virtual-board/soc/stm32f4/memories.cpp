#include "soc/stm32f4/memories.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace vb::stm32f4 {

namespace {
constexpr std::uint32_t kKiB = 1024;
constexpr std::uint32_t kCcm = 0x10000000, kSystem = 0x1FFF0000, kOptions = 0x1FFFC000, kBackup = 0x40024000;
// In the system memory; the id stands for one device.
constexpr std::uint32_t kOtp = 0x7800, kOtpLocks = 0x7A00, kUniqueIdAt = 0x7A10, kFlashSizeAt = 0x7A22;
constexpr std::uint8_t kUniqueId[] = {0x28, 0x00, 0x6C, 0x00, 0x14, 0x51, 0x38, 0x31, 0x39, 0x36, 0x37, 0x30};
// SYSCFG_MEMRMP.MEM_MODE
constexpr std::uint32_t kMode = 3, kModeSystem = 1, kModeFsmc = 2, kModeSram = 3;
} // namespace

bool Memories::ClosedBackup::write(std::uint32_t offset, unsigned, std::uint32_t, Master) {
    violations_.report(
        "VB-F4-001",
        fmt::format("store to offset 0x{:X} of the backup SRAM while PWR_CR.DBP is 0: ignored", offset));
    return true;
}

// docs/hardware/stm32f4.md, memory map.
Memories::Memories(const Part& part, stm32f::Flash& flash, const stm32f::Rcc& rcc, const stm32f::Pwr& pwr,
                   Violations& violations)
    : flash_(flash), rcc_(rcc), pwr_(pwr), closed_backup_(violations), otp_port_(flash),
      flash_port_(flash, 0), sram_(part.line->sram_kib * kKiB), ccm_(64 * kKiB), backup_(4 * kKiB),
      system_(32 * kKiB, 0xFF) {
    std::copy(std::begin(kUniqueId), std::end(kUniqueId), system_.begin() + kUniqueIdAt);
    system_[kFlashSizeAt] = std::uint8_t(part.flash_kib);
    system_[kFlashSizeAt + 1] = std::uint8_t(part.flash_kib >> 8);
    at_zero_ = &add("memory at 0", 0, flash_.bytes());
    user_flash_ = &add("user flash", kFlashBase, flash_.bytes());
    user_flash_->writable_by_core = false;
    user_flash_->on_write = &flash_port_;
    add("SRAM", kSramBase, sram_);
    if (part.line->ccm) {
        ccm_region_ = &add("CCM RAM", kCcm, ccm_);
        ccm_region_->executable = false;
    }
    if (part.line->backup_sram) {
        backup_region_ = &add("backup SRAM", kBackup, backup_);
        backup_region_->on_write = &closed_backup_;
        backup_region_->accessible = false;
    }
    MemoryRegion& system = add("system memory", kSystem, system_);
    system.writable_by_core = false;
    system.on_write = &otp_port_;
    add("option bytes", kOptions, flash_.options().memory()).writable_by_core = false;
    flash_.set_otp({system_, kOtp, kOtpLocks, [this, &system] { changed(system); }});
    show_at_zero(0);
}

MemoryRegion& Memories::add(const char* name, std::uint32_t base, std::span<std::uint8_t> bytes) {
    MemoryRegion& region = regions_.emplace_back();
    region.name = name;
    region.base = base;
    region.bytes = bytes;
    return region;
}

bool Memories::set_unique_id(const std::string& hex) {
    const bool digits = std::all_of(hex.begin(), hex.end(), [](unsigned char c) { return std::isxdigit(c); });
    if (!digits || hex.size() != 2 * std::size(kUniqueId)) return false;
    for (std::size_t i = 0; i < std::size(kUniqueId); ++i)
        system_[kUniqueIdAt + i] = std::uint8_t(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
    return true;
}

void Memories::attach(MemoryMap& map) {
    for (MemoryRegion& region : regions_) map.add_memory(region);
    map_ = &map;
}

void Memories::changed(MemoryRegion& region) {
    if (map_) map_->changed(region, 0, std::uint32_t(region.bytes.size()));
}

void Memories::allow(MemoryRegion& region, bool accessible) {
    if (region.accessible == accessible) return;
    region.accessible = accessible;
    changed(region);
}

// Loads take the way past the protection only where there is one: it is the slow way.
void Memories::apply(std::uint32_t memory_mode) {
    const bool checked = flash_.options().protection() != stm32f::Protection::Level0;
    user_flash_->on_read = checked ? &flash_port_ : nullptr;
    changed(*user_flash_);
    show_at_zero(memory_mode);
}

// What is modelled of the FSMC's bank 1 is nothing: at 0 there is nothing then, either. A store to the flash
// has to go to its own address.
void Memories::show_at_zero(std::uint32_t memory_mode) {
    const std::uint32_t mode = memory_mode & kMode;
    MemoryRegion& region = *at_zero_;
    region.bytes = mode == kModeSram     ? std::span<std::uint8_t>(sram_)
                   : mode == kModeSystem ? std::span<std::uint8_t>(system_)
                                         : flash_.bytes();
    region.accessible = mode != kModeFsmc;
    region.writable_by_core = mode == kModeSram;
    region.on_read = mode == 0 ? user_flash_->on_read : nullptr;
    changed(region);
}

void Memories::user_flash_changed(std::uint32_t offset, std::uint32_t length) {
    if (!map_) return;
    map_->changed(*user_flash_, offset, length);
    if (at_zero_->bytes.data() == flash_.bytes().data()) map_->changed(*at_zero_, offset, length);
}

void Memories::erase_backup() { std::fill(backup_.begin(), backup_.end(), std::uint8_t(0)); }

void Memories::apply_clocks() {
    if (ccm_region_) allow(*ccm_region_, rcc_.enabled(stm32f::rcc::AHB1ENR, 20));
    if (!backup_region_) return;
    allow(*backup_region_, rcc_.enabled(stm32f::rcc::AHB1ENR, 18));
    if (backup_region_->writable_by_core == pwr_.backup_writable()) return;
    backup_region_->writable_by_core = pwr_.backup_writable();
    if (map_) map_->changed(*backup_region_, 0, 0);
}

std::optional<std::uint32_t> Memories::flash_offset(std::uint32_t address) const {
    const bool seen_at_zero = at_zero_->bytes.data() == flash_.bytes().data();
    for (const MemoryRegion* region : {user_flash_, at_zero_})
        if ((region == user_flash_ || seen_at_zero) && address - region->base < region->bytes.size())
            return address - region->base;
    return std::nullopt;
}

} // namespace vb::stm32f4
