// The application in the memory-mapped window: is it one, and the jump to it.
#pragma once
#include "firmware/bootloader/report.hpp"

#include <cstdint>

namespace firmware {

struct Application {
    std::uint32_t base = 0; // of its vector table
    std::uint32_t stack_pointer = 0;
    std::uint32_t reset_vector = 0;
};

// What the two first words of a vector table at base say; pure.
constexpr bool thumb_code_inside(std::uint32_t vector, std::uint32_t base, std::uint32_t size) {
    return (vector & 1) != 0 && vector - base < size;
}

Application read_application(std::uint32_t base);
// None: it can be started. `size`: of the flash in the window. obw2sr: FLASH_OBW2SR, for the RAM there is.
Reason check(const Application& application, std::uint32_t size, std::uint32_t obw2sr);
void explain(Reason reason, const Application& application);
// With caches on, MPU as it is, and everything else as reset leaves it: VTOR and MSP from the application.
[[noreturn]] void start(const Application& application);

} // namespace firmware
