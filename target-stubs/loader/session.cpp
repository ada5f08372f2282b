#include "target-stubs/loader/session.hpp"
#include "flash-library/bring-up/run-register-ops.hpp"
#include "flash-library/chips/eeprom-finding.hpp"
#include "flash-library/chips/eeprom.hpp"
#include "flash-library/core/mmio.hpp"
#include "flash-library/devices/connected-setup.hpp"
#include "flash-library/nor/blank.hpp"

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

Session::Session(const Facts& facts)
    : facts_(facts), timebase_(facts.initial_core_hz), watchdog_(facts.watchdog), controller_(timebase_),
      guarded_(controller_, guard_), flash_(guarded_, timebase_, watchdog_),
      port_(guarded_, timebase_, facts.connection),
      chip_(port_, reach_of(facts), rates_of(facts), sfdp_, kSizeBeforeSfdp) {}

bool Session::is_the_boards() const {
    const std::uint32_t id = mmio_read32(facts_.identity) & 0xFFF;
    return id == facts_.device_id || (facts_.other_id != 0 && id == facts_.other_id);
}

bool Session::start() {
    if (facts_.magic != kFactsMagic || facts_.op_count > kOps) return false;
    timebase_.start();
    if (!is_the_boards()) return false;
    watchdog_.beat();
    if (run_register_ops({facts_.ops.data(), facts_.op_count}, timebase_).failed != facts_.op_count)
        return false;
    timebase_.set_core_hz(facts_.core_hz);
    timebase_.delay_us(kPortSettlesUs);
    if (chip_.start()) return false;
    if (!(facts_.eeprom.size != 0 ? find_eeprom() : find_nor())) return false;
    NorSetup setup = connected_setup(facts_.connection);
    setup.prescaler = chip_.prescaler();
    setup.chip = chip_.vocabulary();
    return flash_.configure(setup).ok() && flash_.size() == facts_.size && map();
}

bool Session::find_nor() {
    return !chip_.find() && !chip_.describe() && !chip_.take_single() && !chip_.enter_best();
}

bool Session::find_eeprom() {
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
std::uint32_t Session::largest_erase(std::uint32_t offset, std::uint32_t within) const {
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

bool Session::erase(std::uint32_t offset, std::uint32_t size) {
    if (!inside(offset, size)) return false;
    for (std::uint32_t done = 0; done < size;) {
        const std::uint32_t some = largest_erase(offset + done, size - done);
        if (some == 0 || !flash_.erase(offset + done, some).ok()) return false;
        done += some;
    }
    return holds_only(offset, size, kErased);
}

bool Session::erase_all() {
    const bool at_once = flash_.chip().chip_erase.present();
    if (!at_once) return erase(0, facts_.size);
    return flash_.erase(0, facts_.size).ok() && holds_only(0, facts_.size, kErased);
}

bool Session::program(std::uint32_t offset, std::span<const std::uint8_t> data) {
    const auto size = static_cast<std::uint32_t>(data.size());
    std::uint32_t same = 0;
    return inside(offset, size) && flash_.program(offset, data).ok() && compare(offset, data, same) &&
           same == size;
}

bool Session::read(std::uint32_t offset, std::span<std::uint8_t> data) {
    return inside(offset, static_cast<std::uint32_t>(data.size())) && map() && flash_.read(offset, data).ok();
}

template <typename Look> bool Session::look_through(std::uint32_t offset, std::uint32_t size, Look look) {
    if (!inside(offset, size) || !map()) return false;
    for (std::uint32_t done = 0; done < size;) {
        const std::uint32_t some = std::min<std::uint32_t>(size - done, held_.size());
        const std::span<std::uint8_t> bytes(held_.data(), some);
        watchdog_.beat();
        if (!flash_.read(offset + done, bytes).ok()) return false;
        if (!look(done, bytes)) return true;
        done += some;
    }
    return true;
}

bool Session::compare(std::uint32_t offset, std::span<const std::uint8_t> data, std::uint32_t& same) {
    same = 0;
    return look_through(offset, static_cast<std::uint32_t>(data.size()),
                        [&](std::uint32_t done, std::span<const std::uint8_t> bytes) {
                            const auto differs =
                                std::mismatch(bytes.begin(), bytes.end(), data.begin() + done);
                            same = done + static_cast<std::uint32_t>(differs.first - bytes.begin());
                            return differs.first == bytes.end();
                        });
}

bool Session::holds_only(std::uint32_t offset, std::uint32_t size, std::uint8_t value) {
    bool only = true;
    const auto look = [&](std::uint32_t, std::span<const std::uint8_t> bytes) {
        only = value == kErased ? blank(bytes)
                                : std::all_of(bytes.begin(), bytes.end(), [&](auto b) { return b == value; });
        return only;
    };
    return look_through(offset, size, look) && only;
}

bool Session::add_up(std::uint32_t offset, std::uint32_t size, std::uint32_t& sum) {
    return look_through(offset, size, [&](std::uint32_t, std::span<const std::uint8_t> bytes) {
        for (const std::uint8_t byte : bytes) sum += byte;
        return true;
    });
}

} // namespace xspi::loader
