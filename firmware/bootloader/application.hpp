// The application in the memory-mapped window: is it one, and the jump to it.
#pragma once
#include "firmware/bootloader/report.hpp"
#include "flash-library/application/vector-table.hpp"
#include "flash-library/devices/memory-region.hpp"

#include <cstdint>

namespace firmware {

struct Application : xspi::VectorTable {
    std::uint32_t first_word = 0; // at the reset vector, if that leads into the flash
};

// None: it can be started. `size`: of the flash in the window. ram: that there is.
constexpr Reason check(const Application& application, std::uint32_t size, const xspi::RamMap& ram) {
    constexpr std::uint32_t kErased = 0xFFFFFFFF;
    if (application.stack_pointer == kErased && application.reset_vector == kErased)
        return Reason::NoApplication;
    if (!xspi::stack_in_ram(application.stack_pointer, ram)) return Reason::BadStackPointer;
    const bool leads = leads_into_flash(application, size) && xspi::is_code(application.first_word);
    return leads ? Reason::None : Reason::BadResetVector;
}

// size: of the flash from base on.
Application read_application(std::uint32_t base, std::uint32_t size);
// Of an application that can be started otherwise.
Reason check_trailer(const Application& application, std::uint32_t size);
void explain(Reason reason, const Application& application);
// With caches on, MPU as it is, and everything else as reset leaves it: VTOR and MSP from the application.
[[noreturn]] void start(const Application& application);

} // namespace firmware
