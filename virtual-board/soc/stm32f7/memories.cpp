#include "soc/stm32f7/memories.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace vb::stm32f7 {

namespace {
constexpr std::uint32_t kKiB = 1024;
constexpr std::uint32_t kFlash = 0x08000000, kFlashOnItcm = 0x00200000, kDtcm = 0x20000000;
constexpr std::uint32_t kSystem = 0x1FF00000, kSystemOnItcm = 0x00100000, kOptions = 0x1FFF0000;
// In the system memory; the id stands for one device.
constexpr std::uint32_t kOtp = 0xF000, kOtpLocks = 0xF400, kUniqueIdAt = 0xF420, kFlashSizeAt = 0xF442;
constexpr std::uint8_t kUniqueId[] = {0x33, 0x00, 0x1B, 0x00, 0x0D, 0x51, 0x37, 0x31, 0x35, 0x30, 0x36, 0x32};
} // namespace

bool Memories::ClosedBackup::write(std::uint32_t offset, unsigned, std::uint32_t, Master) {
    violations_.report(
        "VB-F7-001",
        fmt::format("store to offset 0x{:X} of the backup SRAM while PWR_CR1.DBP is 0: ignored", offset));
    return true;
}

// docs/hardware/stm32f7.md, memory map.
Memories::Memories(const Part& part, stm32f::Flash& flash, const Rcc& rcc, const stm32f::Pwr& pwr,
                   Violations& violations)
    : flash_(flash), rcc_(rcc), pwr_(pwr), closed_backup_(violations), otp_port_(flash),
      half_(part.flash_kib * kKiB / (part.is_f76x() ? 2 : 1)), itcm_(16 * kKiB),
      dtcm_(part.dtcm_kib() * kKiB), sram_(part.sram_kib() * kKiB), backup_(4 * kKiB),
      system_(64 * kKiB, 0xFF) {
    std::copy(std::begin(kUniqueId), std::end(kUniqueId), system_.begin() + kUniqueIdAt);
    system_[kFlashSizeAt] = std::uint8_t(part.flash_kib);
    system_[kFlashSizeAt + 1] = std::uint8_t(part.flash_kib >> 8);
    add("ITCM", 0x00000000, itcm_);
    add("DTCM", kDtcm, dtcm_);
    add("SRAM1 and SRAM2", kDtcm + part.dtcm_kib() * kKiB, sram_);
    backup_region_ = &add("backup SRAM", 0x40024000, backup_);
    backup_region_->on_write = &closed_backup_;
    backup_region_->accessible = false;
    for (std::uint32_t base : {kSystem, kSystemOnItcm}) {
        MemoryRegion& region = add("system memory", base, system_);
        region.writable_by_core = false;
        if (base == kSystem) region.on_write = &otp_port_; // the ITCM's view is for reading
    }
    add("option bytes", kOptions, flash_.options().memory()).writable_by_core = false;
    add_flash("user flash", kFlash, true);
    add_flash("user flash on ITCM", kFlashOnItcm, false);
    flash_.set_otp({system_, kOtp, kOtpLocks});
}

void Memories::add_flash(const char* name, std::uint32_t base, bool writable) {
    for (unsigned place = 0; place * half_ < flash_.bytes().size(); ++place) {
        const std::uint32_t offset = place * half_;
        MemoryRegion& region = add(name, base + offset, flash_.bytes().subspan(offset, half_));
        FlashView& view =
            user_flash_.emplace_back(FlashView{&region, place, offset, stm32f::Flash::Port(flash_, offset)});
        region.writable_by_core = false;
        if (writable) region.on_write = &view.port;
    }
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

void Memories::allow(MemoryRegion& region, bool accessible) {
    if (region.accessible == accessible) return;
    region.accessible = accessible;
    if (map_) map_->changed(region, 0, std::uint32_t(region.bytes.size()));
}

void Memories::apply_options(bool swap) {
    for (FlashView& view : user_flash_) {
        const unsigned bank = swap ? 1 - view.place : view.place;
        show(view, bank * half_);
    }
}

// Loads take the way past the protection only where there is one: it is the slow way.
void Memories::show(FlashView& view, std::uint32_t offset) {
    const bool checked = flash_.options().protection() != stm32f::Protection::Level0;
    view.offset = offset;
    view.port.move(offset);
    view.region->bytes = flash_.bytes().subspan(offset, half_);
    view.region->on_read = checked ? &view.port : nullptr;
    if (map_) map_->changed(*view.region, 0, half_);
}

void Memories::user_flash_changed(std::uint32_t offset, std::uint32_t length) {
    for (FlashView& view : user_flash_) {
        const std::uint32_t first = std::max(offset, view.offset),
                            end = std::min(offset + length, view.offset + half_);
        if (first < end && map_) map_->changed(*view.region, first - view.offset, end - first);
    }
}

void Memories::erase_backup() { std::fill(backup_.begin(), backup_.end(), std::uint8_t(0)); }

void Memories::apply_clocks() {
    allow(*backup_region_, rcc_.enabled(stm32f::rcc::AHB1ENR, 18));
    if (backup_region_->writable_by_core == pwr_.backup_writable()) return;
    backup_region_->writable_by_core = pwr_.backup_writable();
    if (map_) map_->changed(*backup_region_, 0, 0);
}

std::optional<std::uint32_t> Memories::flash_offset(std::uint32_t address) const {
    for (const FlashView& view : user_flash_)
        if (address - view.region->base < half_) return address - view.region->base + view.offset;
    return std::nullopt;
}

// AN2606: a bank is taken for a program when its first word, the stack pointer, lies in RAM.
bool Memories::has_program(unsigned bank) const {
    const std::uint8_t* word = flash_.bytes().data() + bank * half_;
    const std::uint32_t stack = word[0] | word[1] << 8 | word[2] << 16 | std::uint32_t(word[3]) << 24;
    return stack - kDtcm <= dtcm_.size() + sram_.size();
}

bool Memories::is_memory(std::uint32_t address) const {
    return std::any_of(regions_.begin(), regions_.end(), [&](const MemoryRegion& region) {
        return &region != backup_region_ && region.base != kOptions &&
               address - region.base < region.bytes.size();
    });
}

} // namespace vb::stm32f7
