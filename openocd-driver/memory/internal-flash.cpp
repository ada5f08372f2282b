#include "openocd-driver/memory/internal-flash.hpp"

#include "flash-library/devices/stm32h7rs-memory.hpp"

namespace xspi {

namespace {

using namespace stm32h7rs;
constexpr std::uint32_t kFlashRegisters = 0x52002000;
// The vendor's loader waits 400 ms for a page of 1 KiB and for a sector (HARDWARE, internal FLASH).
constexpr std::uint32_t kMaximumUs = 400'000;
// No figure is published; only the choice between equal sectors depends on them.
constexpr std::uint64_t kTypicalEraseUs = 2'000;
constexpr std::uint64_t kTypicalQuadWordUs = 50;

} // namespace

std::uint32_t InternalFlash::size() const { return kInternalFlashSize; }
std::uint32_t InternalFlash::sector_size() const { return kInternalSectorSize; }

void InternalFlash::prepare(AgentFlash& flash, TargetPort&) {
    flash.configure(agent::InternalSetup{kFlashRegisters, kInternalFlashBase, kInternalFlashSize,
                                         kInternalSectorSize, kMaximumUs, kMaximumUs});
}

PlanGeometry InternalFlash::geometry() const {
    PlanGeometry geometry;
    geometry.size = kInternalFlashSize;
    geometry.erase_types = {{kInternalSectorSize, kTypicalEraseUs}};
    geometry.program_unit = kInternalProgramUnit;
    geometry.page_size = kInternalProgramUnit;
    geometry.page_us = kTypicalQuadWordUs;
    return geometry;
}

std::string InternalFlash::describe() const {
    return "STM32H7R/S user flash, 64 KiB, 8 sectors of 8 KiB, quad-words of 16 bytes with ECC\n";
}

Json InternalFlash::facts() const {
    return {{"kind", "internal"},
            {"size", kInternalFlashSize},
            {"sector_size", kInternalSectorSize},
            {"program_unit", kInternalProgramUnit}};
}

} // namespace xspi
