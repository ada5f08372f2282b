// What the external flash says about itself, and about its limits: text, facts, protection, speed.
#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/doctor/speed-notice.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/json.hpp"
#include "openocd-driver/memory/external-flash.hpp"
#include "openocd-driver/target/option-bytes.hpp"

#include <algorithm>

namespace xspi {

namespace {
FlashRange to_flash_range(const ProtectedRange& range) { return {range.address, range.length}; }
// Which sectors there are where, of a chip that is not the same everywhere.
Json region_facts(const ChipDescription& chip) {
    Json regions = Json::array();
    for (unsigned i = 0; i < chip.region_count; i++) {
        const EraseRegion& region = chip.regions[i];
        Json sizes = Json::array();
        for (unsigned type = 0; type < chip.erase.size(); type++)
            if (region.has(type)) sizes.push_back(chip.erase[type].size);
        regions.push_back({{"offset", region.address}, {"length", region.length}, {"erase", sizes}});
    }
    return regions;
}

ProtectedRange to_protected_range(const FlashRange& range) { return {range.address, range.length}; }
} // namespace

std::string ExternalFlash::identification() const {
    if (chip_.eeprom())
        return fmt::format("{} (EEPROM, by its name in the board's file), {}", chip_.name,
                           chip_.size < 1024 ? fmt::format("{} bytes", chip_.size)
                                             : fmt::format("{} KiB", chip_.size >> 10));
    return fmt::format(
        "{} (JEDEC id {:06X}, from {}), {} MiB", chip_.name[0] ? chip_.name : "chip", chip_.identity.word(),
        chip_.described_by == DescribedBy::Sfdp ? "SFDP" : "the table by id", chip_.size >> 20);
}

std::string ExternalFlash::describe() const {
    if (!chip_.known()) return "not probed yet\n";
    std::string text = fmt::format("{}, {} at {} MHz\n", identification(), name_of(mode_),
                                   rates().hz_of(prescaler_) / 1'000'000);
    text += fmt::format("page {} bytes, {} us typical, {} us at most\n", vocabulary_.page_size,
                        vocabulary_.page_typical_us, vocabulary_.page_maximum_us);
    if (chip_.eeprom()) text += "no erase: writing replaces what is there\n";
    for (const EraseType& type : vocabulary_.erase)
        if (type.present() && !chip_.eeprom())
            text += fmt::format("erase {}: {} ms typical, {} ms at most\n",
                                type.size < 1024 ? fmt::format("{} bytes", type.size)
                                                 : fmt::format("{} KiB", type.size / 1024),
                                type.typical_us / 1000, type.maximum_us / 1000);
    if (chip_.region_count != 0)
        text += "not all of these everywhere: the chip's sectors differ by address\n";
    if (protection_.scheme == ProtectionScheme::None) return text + "protection: not known for this chip\n";
    if (protection_.individual)
        return text + fmt::format("protection by {}; {}\n", protection_.bits(),
                                  protection_.known() ? "`flash info` lists them" : "which are not read");
    text += fmt::format("protection by {}:{}", protection_.bits(), protection_.ranges.empty() ? " none" : "");
    for (const ProtectedRange& range : protection_.ranges)
        text += fmt::format(" 0x{:08X}-0x{:08X}", board_.flash.mapped_base + range.address,
                            std::uint32_t(board_.flash.mapped_base + range.end() - 1));
    return text + "\n";
}

Json ExternalFlash::facts() const {
    Json facts{{"kind", "external"}, {"size", size()}, {"identified", chip_.known()}};
    if (!chip_.known()) return facts;
    Json erase = Json::array();
    for (const EraseType& type : vocabulary_.erase)
        if (type.present())
            erase.push_back(
                {{"size", type.size}, {"typical_us", type.typical_us}, {"maximum_us", type.maximum_us}});
    facts["chip"] = chip_.name;
    if (!chip_.eeprom()) facts["jedec_id"] = fmt::format("{:06X}", chip_.identity.word());
    facts["described_by"] = chip_.eeprom()                            ? "name"
                            : chip_.described_by == DescribedBy::Sfdp ? "SFDP"
                                                                      : "table";
    facts["mode"] = name_of(mode_);
    facts["powers_up_in"] = name_of(powers_up_in_);
    facts["clock_hz"] = clock_.kernel_hz / (prescaler_ + 1);
    facts["high_speed_option"] = high_speed_option_;
    facts["high_speed_option_acts_after_reset"] = high_speed_option_acts_later_;
    facts["page"] = {{"size", vocabulary_.page_size},
                     {"typical_us", vocabulary_.page_typical_us},
                     {"maximum_us", vocabulary_.page_maximum_us}};
    facts["erase"] = std::move(erase);
    if (chip_.region_count != 0) facts["regions"] = region_facts(chip_);
    facts["protection"] = protection_.facts();
    return facts;
}

void ExternalFlash::refresh(TargetPort& target) {
    high_speed_option_ = high_speed_allowed(target, board_);
    high_speed_option_acts_later_ = OptionBytes(target, board_).act_after_reset(OptionGroup::HighSpeed);
}

void ExternalFlash::tell_about_speed(TargetPort& target) {
    refresh(target);
    if (told_about_speed_) return;
    told_about_speed_ = true;
    if (const std::string notice = speed_notice(board_, high_speed_option_, clock_.hz); !notice.empty())
        bridge_log(BRIDGE_WARNING, notice.c_str());
}

void ExternalFlash::limit_clock(TargetPort& target, std::uint32_t hz) {
    require_clock(target, board_, hz, clock_.kernel_hz);
    const Division division = division_of(board_.family, connection_.kind);
    clock_.prescaler = prescaler_for(clock_.kernel_hz, hz, division);
    clock_.spi_prescaler = prescaler_for(clock_.kernel_hz, std::min(hz, kSafeSpiHz), division);
    clock_.hz = clock_.kernel_hz / (clock_.prescaler + 1);
    clock_.spi_hz = clock_.kernel_hz / (clock_.spi_prescaler + 1);
    limit_to_eeprom();
    ready_ = false;
}

// of: where individual bits are asked for, ascending; there may be hundreds.
void ExternalFlash::read_protection(AgentFlash& flash, const std::vector<FlashRange>& of) {
    std::vector<ProtectedRange> asked;
    for (const FlashRange& range : of) asked.push_back(to_protected_range(range));
    protection_ =
        ChipProtection(flash, chip_, mode_, board_.flash.mapped_base, protection_.registers).state(asked);
}

// SST26 powers up with every block locked: what its volatile register locks is lifted for the job, and put
// back by restore_protection(). False: this chip has none, or it is locked down.
bool ExternalFlash::lift_locks(AgentFlash& flash, const std::vector<FlashRange>& touched) {
    if (protection_.scheme != ProtectionScheme::Sst26 || protection_.ranges.empty()) return false;
    const std::vector<std::uint8_t> before = protection_.locks;
    std::vector<std::uint8_t> open = before;
    sst26::set_locked(open, {0, chip_.size}, chip_.size, false);
    ChipProtection(flash, chip_, mode_, board_.flash.mapped_base).write_locks(open);
    if (locks_.empty()) locks_ = before;
    read_protection(flash, touched);
    return protection_.ranges.empty();
}

void ExternalFlash::restore_protection(AgentFlash& flash) {
    if (locks_.empty()) return;
    ChipProtection(flash, chip_, mode_, board_.flash.mapped_base).write_locks(locks_);
    locks_.clear();
    read_protection(flash, {{0, chip_.size}});
}

// The registers are read once for all of the job.
void ExternalFlash::require_writable(AgentFlash& flash, TargetPort&, const std::vector<FlashRange>& touched) {
    if (touched.empty()) return;
    std::vector<FlashRange> ascending = touched;
    std::ranges::sort(ascending, {}, &FlashRange::address);
    read_protection(flash, ascending);
    const std::uint32_t base = board_.flash.mapped_base;
    const auto last = [base](const auto& range) { return std::uint32_t(base + range.end() - 1); };
    // As far as can be told every block is locked, as power leaves it.
    if (protection_.individual && !protection_.known())
        throw Failure(
            "XSPI-0608",
            "the chip protects every block by a lock of its own ({}), and which are locked is not read "
            "from a chip of more than 16 MiB; all are when power comes. The job touches 0x{:08X} to "
            "0x{:08X}; nothing was changed. It can be done once WPS, bit 2 of the chip's status register "
            "3, is 0",
            protection_.bits(), base + ascending.front().address, last(ascending.front()));
    if (lift_locks(flash, ascending)) return;
    for (const FlashRange& range : ascending)
        for (const ProtectedRange& locked : protection_.ranges)
            if (locked.meets(range.address, range.end()))
                throw Failure(
                    "XSPI-0602",
                    "0x{:08X} to 0x{:08X} of the chip are protected by {}, and the job touches 0x{:08X} to "
                    "0x{:08X}; nothing was changed. `xspi unprotect 0x{:08X} 0x{:X}` removes that{}",
                    base + locked.address, last(locked), protection_.bits(), base + range.address,
                    last(range), base + locked.address, locked.length,
                    protection_.individual ? " for this session: these bits are volatile"
                                           : " permanently: these bits are non-volatile");
}

std::vector<FlashRange> ExternalFlash::known_protection() const {
    std::vector<FlashRange> ranges;
    for (const ProtectedRange& range : protection_.ranges) ranges.push_back(to_flash_range(range));
    return ranges;
}

std::vector<FlashRange> ExternalFlash::protected_ranges(AgentFlash& flash, TargetPort&) {
    read_protection(flash, {{0, chip_.size}});
    return known_protection();
}

std::string ExternalFlash::protect(AgentFlash& flash, TargetPort&, const FlashRange& range, bool on) {
    std::string said = ChipProtection(flash, chip_, mode_, board_.flash.mapped_base, protection_.registers)
                           .change(to_protected_range(range), on);
    read_protection(flash, {range});
    locks_.clear(); // what was asked for stays
    if (!protection_.individual || protection_.scheme == ProtectionScheme::Sst26) return said;
    // A reset of the chip may bring its bits back: what was lifted is lifted again.
    std::erase_if(lifted_,
                  [&](const FlashRange& l) { return l.address < range.end() && range.address < l.end(); });
    if (!on) lifted_.push_back(range);
    return said;
}

} // namespace xspi
