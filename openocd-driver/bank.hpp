// One flash bank of OpenOCD's that is ours.
#pragma once
#include "openocd-driver/memory/flash-memory.hpp"
#include "openocd-driver/plan/program-plan.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

struct flash_bank;
struct target;

namespace xspi {

struct Bank {
    flash_bank* handle = nullptr; // OpenOCD's
    target* owner = nullptr;
    std::string name;
    std::uint32_t base = 0;
    std::uint32_t unique_id = 0; // address of the microcontroller's, 96 bits
    // Offset of the vector table that the bootloader starts, if it looks for one here: the board's `boot`.
    std::optional<std::uint32_t> application = 0;
    std::unique_ptr<FlashMemory> memory;

    std::uint32_t published_size = 0; // what OpenOCD has been told; see Driver::publish_geometry
    std::uint32_t published_sector_size = 0;

    // Recorded between begin and commit; addresses are offsets from base.
    std::vector<ImageSegment> segments;
    std::vector<FlashRange> erases;

    bool pending() const { return !segments.empty() || !erases.empty(); }
    void forget() {
        segments.clear();
        erases.clear();
    }
    // Whether an address may be in this bank; the size of a chip that was not probed is not known yet.
    bool reaches(std::uint32_t address) const { return address - base < memory->reach(); }
};

} // namespace xspi
