#include "target-stubs/loader/chip-session.hpp"
#include "flash-library/chips/eeprom-finding.hpp"
#include "flash-library/chips/eeprom.hpp"
#include "flash-library/core/mmio.hpp"
#include "flash-library/devices/connected-setup.hpp"

#include <algorithm>

namespace xspi::loader {

namespace {
// As much as three address bytes reach: enough for RDSFDP, and a size that every chip's commands fit in.
constexpr std::uint32_t kSizeBeforeSfdp = 16u << 20;
// A chip needs up to 50 us from the port's supply to its first answer (docs/hardware/stm32h7rs.md, bring-up
// of the flash port).
constexpr std::uint32_t kPortSettlesUs = 100;

Reach reach_of(const Facts& facts) {
    Reach reach;
    reach.lines = static_cast<std::uint8_t>(facts.connection.data_lines);
    reach.supply_mv = facts.supply_mv;
    reach.clock_hz = facts.clock.hz;
    reach.spi_hz = facts.clock.spi_hz;
    return reach;
}

BringUpRates rates_of(const Facts& facts) {
    return {facts.clock.kernel_hz, facts.clock.spi_prescaler, facts.clock.prescaler,
            static_cast<Division>(facts.division)};
}
} // namespace

void Watchdog::beat() {
    if (key_register_ != 0) mmio_write32(key_register_, kWatchdogReload);
}

ChipSession::ChipSession(const Facts& facts)
    : Session(facts), watchdog_(facts.watchdog), controller_(timebase_), guarded_(controller_, guard_),
      flash_(guarded_, timebase_, watchdog_), port_(guarded_, timebase_, facts.connection, &watchdog_),
      chip_(port_, reach_of(facts), rates_of(facts), sfdp_, kSizeBeforeSfdp) {}

bool ChipSession::find() {
    timebase_.delay_us(kPortSettlesUs);
    if (chip_.start()) return false;
    if (!(facts_.eeprom.size != 0 ? find_eeprom() : find_nor())) return false;
    NorSetup setup = connected_setup(facts_.connection);
    setup.prescaler = chip_.prescaler();
    setup.chip = chip_.vocabulary();
    return flash_.configure(setup).ok() && flash_.size() == facts_.size;
}

bool ChipSession::find_nor() {
    return !chip_.find() && !chip_.describe() && !chip_.take_single() && !chip_.enter_best();
}

bool ChipSession::find_eeprom() {
    bool hears = false;
    std::uint8_t status = 0;
    if (!hears_write_enable(port_, hears, status) || !hears) return false;
    EepromPart part;
    part.size = facts_.eeprom.size;
    part.page = facts_.eeprom.page;
    part.address_bytes = facts_.eeprom.address_bytes;
    part.write_ms = facts_.eeprom.write_ms;
    chip_.adopt(describe_eeprom(part));
    return !chip_.take_single() && !chip_.enter_best();
}

// 0: nothing erases so little, or not from there.
std::uint32_t ChipSession::largest_erase(std::uint32_t offset, std::uint32_t within) const {
    const ChipDescription& chip = chip_.chip();
    std::uint32_t largest = 0;
    const auto consider = [&](unsigned type, std::uint32_t begin) {
        const std::uint32_t size = flash_.chip().erase[type].size;
        if (size != 0 && size <= within && (offset - begin) % size == 0) largest = std::max(largest, size);
    };
    for (unsigned type = 0; type < kEraseTypes; ++type) {
        if (chip.region_count == 0) consider(type, 0);
        for (unsigned i = 0; i < chip.region_count; ++i) {
            const EraseRegion& region = chip.regions[i];
            if (region.has(type) && offset >= region.address && offset < region.end())
                consider(type, region.address);
        }
    }
    return largest;
}

bool ChipSession::erase_range(std::uint32_t offset, std::uint32_t size) {
    for (std::uint32_t done = 0; done < size;) {
        const std::uint32_t some = largest_erase(offset + done, size - done);
        if (some == 0 || !flash_.erase(offset + done, some).ok()) return false;
        done += some;
    }
    return true;
}

bool ChipSession::erase_whole() {
    return flash_.chip().chip_erase.present() ? flash_.erase(0, facts_.size).ok()
                                              : erase_range(0, facts_.size);
}

bool ChipSession::program_range(std::uint32_t offset, std::span<const std::uint8_t> data) {
    return flash_.program(offset, data).ok();
}

bool ChipSession::read_range(std::uint32_t offset, std::span<std::uint8_t> data) {
    return flash_.read(offset, data).ok();
}

} // namespace xspi::loader
