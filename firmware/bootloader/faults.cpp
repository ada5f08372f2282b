#include "firmware/bootloader/report.hpp"
#include "firmware/common/board.hpp"
#include "firmware/common/core-registers.hpp"
#include "firmware/common/start.hpp"
#include "flash-library/core/mmio.hpp"

using namespace firmware;

// A fault of our own stays visible: what and where over RTT, and by the LED. It ends here, in the handler's
// own priority, with the debugger free to look.
extern "C" void handle_fault(const std::uint32_t* frame) {
    say(Reason::Fault, Text() << "the bootloader faulted at " << Hex{frame[6]} << ", CFSR "
                              << Hex{xspi::mmio_read32(SCB_CFSR)});
    constexpr xspi::RegisterMask pll = kFamily.core_on_pll;
    constexpr std::uint32_t hz = kFamily.core_hz(kBoard);
    const bool fast = (xspi::mmio_read32(pll.address) & pll.mask) == pll.mask;
    blink_for_ever(Reason::Fault, fast ? hz : kFamily.reset_hz);
}
