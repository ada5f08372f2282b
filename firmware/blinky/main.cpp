// Toggles the first LED every 250 ms by SysTick and says so over RTT. Executes in place from external flash,
// started by the bootloader; on a board whose flash nothing maps, from internal flash, started by reset.
#include "firmware/common/board.hpp"
#include "firmware/common/carry-out.hpp"
#include "firmware/common/core-registers.hpp"
#include "firmware/common/led.hpp"
#include "firmware/common/rtt.hpp"
#include "firmware/common/start.hpp"
#include "firmware/common/text.hpp"
#include "flash-library/core/mmio.hpp"
#include "flash-library/devices/flash-connection.hpp"

#include <cstdint>

using namespace firmware;

namespace {

constexpr std::uint32_t kTicksPerSecond = 1000;
constexpr std::uint32_t kToggleTicks = 250;
constexpr std::uint32_t kCoreHz = kFamily.core_hz(kBoard);
constexpr std::uint32_t kReload = kCoreHz / kTicksPerSecond - 1;
static_assert(kReload < 1u << 24, "SysTick counts 24 bits");

constexpr bool kStartedByReset =
    kBoard.flash_count == 0 || xspi::flash_connection(kFamily, kBoard.flashes[0]).window_base == 0;
constexpr std::uint32_t kDbgmcuCr = kFamily.identity.address + DBGMCU_CR_OFFSET;

constexpr Led kLed(first_led(kBoard));
volatile std::uint32_t ticks = 0;

void start_sys_tick() {
    xspi::mmio_write32(SYST_RVR, kReload);
    xspi::mmio_write32(SYST_CVR, 0);
    xspi::mmio_write32(SYST_CSR, SYST_CSR_ENABLE | SYST_CSR_TICKINT | SYST_CSR_CLKSOURCE);
}

void line(const Text& text) { rtt::write((Text() << "blinky: " << text.view() << "\r\n").view()); }

// What the bootloader does elsewhere.
bool start_core_clock() {
    static constexpr xspi::RegisterOps kOps = kFamily.core_clock(kBoard);
    static xspi::Timebase timebase(kFamily.reset_hz);
    timebase.start();
    Text why;
    if (carry_out(kOps.span(), {kOps.steps.data(), kOps.count}, timebase, why)) return true;
    line(why);
    return false;
}

} // namespace

extern "C" void sys_tick_handler() {
    const std::uint32_t now = ticks + 1;
    ticks = now;
    if (now % kToggleTicks == 0) kLed.toggle();
}

extern "C" void handle_fault(const std::uint32_t* frame) {
    line(Text() << "fault at " << Hex{frame[6]} << ", CFSR " << Hex{xspi::mmio_read32(SCB_CFSR)});
    for (;;) {}
}

int main() {
    rtt::resume();
    if (kStartedByReset && !start_core_clock()) return 1;
    // A core that sleeps keeps its clock for the probe: RTT goes on being read, the core can be halted.
    xspi::mmio_write32(kDbgmcuCr, xspi::mmio_read32(kDbgmcuCr) | DBGMCU_CR_DBG_SLEEP);
    kLed.start();
    line(Text() << "hello from " << Hex{reinterpret_cast<std::uintptr_t>(&main) & ~1u} << ", core "
                << kCoreHz / 1'000'000 << " MHz");
    start_sys_tick();
    for (std::uint32_t second = 0;;) {
        asm volatile("wfi");
        if (ticks / kTicksPerSecond == second) continue;
        second = ticks / kTicksPerSecond;
        line(Text() << "tick " << second);
    }
}
