// Whether a controller of the microcontroller's maps its flash at an address, asked of its registers: what
// reads a window that is not mapped stops the bus.
#pragma once
#include "flash-library/devices/family.hpp"
#include "openocd-driver/target/target-port.hpp"

namespace xspi {

enum class WindowState {
    Mapped,
    NotMapped,
    NoController, // the address lies in the window of none
};

WindowState window_state(TargetPort& target, const Family& family, std::uint32_t address);
// A window that is mapped for a memory of `size` bytes as a loader has left it: reads of its last bytes hang
// in a QUADSPI that was told the memory's exact size (ES0392 2.4.4, and a memory may be larger than the
// loader says), so it is told a larger one. True: they may be read now.
bool widen_window(TargetPort& target, const Family& family, std::uint32_t address, std::uint32_t size);
// Maps a memory of that size with the command by which the controller has just read: after a loader's Read or
// Verify. False: it has read nothing like that.
bool map_as_last_read(TargetPort& target, const Family& family, std::uint32_t address, std::uint32_t size);
// nullptr: none has a window there.
const ControllerInstance* controller_of_window(const Family& family, std::uint32_t address);

} // namespace xspi
