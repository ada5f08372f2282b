#include "firmware/update/external-flash.hpp"
#include "flash-library/devices/connected-setup.hpp"

#include <algorithm>
#include <array>

namespace firmware::update {

namespace {
constexpr std::uint32_t kBase = kConnection.window_base;
// More at a time would keep the chip busy for longer than a host waits for an answer.
constexpr std::uint32_t kLargestBlock = 64 * 1024;

DfuStatus status_of(const xspi::NorOutcome& outcome, DfuStatus failed) {
    if (outcome.ok()) return DfuStatus::Ok;
    return outcome.error == xspi::NorError::NotBlank ? DfuStatus::ErrCheckErased : failed;
}
} // namespace

bool ExternalFlash::start() {
    guard_.close(); // it was open for code
    xspi::NorSetup setup = xspi::connected_setup(kConnection);
    setup.prescaler = chip_.prescaler();
    setup.chip = chip_.vocabulary();
    return flash_.configure(setup).ok();
}

// Where sectors differ, what a host sees are the smallest of each region.
Area ExternalFlash::area() const {
    const xspi::ChipVocabulary& chip = chip_.vocabulary();
    Area area{.name = "External", .page = chip.page_size, .page_us = chip.page_typical_us};
    const auto sectors = [&](std::uint32_t address, std::uint32_t length, const xspi::EraseType& type) {
        area.add({kBase + address, type.size, length / type.size, true, type.typical_us});
    };
    const xspi::ChipDescription& description = chip_.chip();
    for (std::size_t i = 0; i < description.region_count; ++i) {
        const xspi::EraseRegion& region = description.regions[i];
        for (unsigned type = 0; type < xspi::kEraseTypes; ++type) {
            if (!region.has(type) || !chip.erase[type].present()) continue;
            sectors(region.address, region.length, chip.erase[type]);
            break;
        }
    }
    if (description.region_count != 0) return area;
    sectors(0, chip.size, chip.erase[0]);
    for (const xspi::EraseType& type : chip.erase)
        if (type.present() && type.size <= kLargestBlock && type.size > chip.erase[0].size &&
            type.typical_us < type.size / chip.erase[0].size * chip.erase[0].typical_us) {
            area.block = type.size;
            area.block_us = type.typical_us;
        }
    return area;
}

DfuStatus ExternalFlash::erase(std::uint32_t address, std::uint32_t size) {
    return status_of(flash_.erase(address - kBase, size), DfuStatus::ErrErase);
}

DfuStatus ExternalFlash::program(std::uint32_t address, std::span<const std::uint8_t> data) {
    const std::uint32_t at = address - kBase;
    if (const auto o = flash_.check_programmable(at, data); !o.ok())
        return status_of(o, DfuStatus::ErrProgram);
    if (const auto o = flash_.program(at, data); !o.ok()) return status_of(o, DfuStatus::ErrProgram);
    if (!map()) return DfuStatus::ErrVerify;
    return holds(address, data) ? DfuStatus::Ok : DfuStatus::ErrVerify;
}

// Bytes that are 0xFF in the data were left alone.
bool ExternalFlash::holds(std::uint32_t address, std::span<const std::uint8_t> data) {
    std::array<std::uint8_t, 256> held;
    for (std::size_t done = 0; done < data.size(); done += held.size()) {
        const std::size_t size = std::min(held.size(), data.size() - done);
        const std::span<std::uint8_t> some = std::span(held).first(size);
        if (read(address + static_cast<std::uint32_t>(done), some) != DfuStatus::Ok) return false;
        for (std::size_t i = 0; i < size; ++i)
            if (const std::uint8_t wanted = data[done + i]; wanted != 0xFF && some[i] != wanted) return false;
    }
    return true;
}

DfuStatus ExternalFlash::read(std::uint32_t address, std::span<std::uint8_t> data) {
    return status_of(flash_.read(address - kBase, data), DfuStatus::ErrUnknown);
}

} // namespace firmware::update
