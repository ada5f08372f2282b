#include "firmware/bootloader/report.hpp"
#include "firmware/common/core-registers.hpp"
#include "firmware/common/start.hpp"
#include "flash-library/core/mmio.hpp"
#include "flash-library/devices/stm32h7rs/flash-clock.hpp"
#include "flash-library/devices/stm32h7rs/registers.hpp"

using namespace firmware;

// A fault of our own stays visible: what and where over RTT, and LD3. It ends here, in the handler's own
// priority, with the debugger free to look.
extern "C" void handle_fault(const std::uint32_t* frame) {
    using namespace xspi::stm32h7rs;
    say(Reason::Fault, Text() << "the bootloader faulted at " << Hex{frame[6]} << ", CFSR "
                              << Hex{xspi::mmio_read32(SCB_CFSR)});
    const bool fast = (xspi::mmio_read32(RCC_CFGR) & RCC_CFGR_SWS) == RCC_SW_PLL1P << RCC_CFGR_SWS_Pos;
    blink_for_ever(Reason::Fault, fast ? kCoreHz : kHsiHz);
}
