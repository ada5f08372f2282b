// The MPU while the bootloader runs and as the application finds it. The Cortex-M7 reads ahead in Normal
// memory whatever the program does, so what nothing answers for is closed from the first instruction on.
#pragma once
#include <cstdint>

namespace firmware {

// Both XSPI windows and 0x25000000 (ES0596 2.2.17: any access there hangs the system): no access.
void close_windows();
// The flash as memory: write-back cacheable, executable, read-only (a store would go to the chip as a
// command). size: a power of two.
void open_flash(std::uint32_t base, std::uint32_t size);

} // namespace firmware
