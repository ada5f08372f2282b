// Executes in place from external flash: toggles LD1 every 250 ms by SysTick and says so over RTT.
#include "firmware/common/board.hpp"
#include "firmware/common/core-registers.hpp"
#include "firmware/common/led.hpp"
#include "firmware/common/rtt.hpp"
#include "firmware/common/start.hpp"
#include "firmware/common/text.hpp"
#include "flash-library/core/mmio.hpp"

#include <cstdint>

using namespace firmware;

namespace {

constexpr std::uint32_t kTicksPerSecond = 1000;
constexpr std::uint32_t kToggleTicks = 250;
constexpr std::uint32_t kCoreHz = kFamily.core_hz(kBoard);
constexpr std::uint32_t kReload = kCoreHz / kTicksPerSecond - 1;
static_assert(kReload < 1u << 24, "SysTick counts 24 bits");

constexpr Led kLed(led_pin(kBoard, "LD1"));
volatile std::uint32_t ticks = 0;

void start_sys_tick() {
    xspi::mmio_write32(SYST_RVR, kReload);
    xspi::mmio_write32(SYST_CVR, 0);
    xspi::mmio_write32(SYST_CSR, SYST_CSR_ENABLE | SYST_CSR_TICKINT | SYST_CSR_CLKSOURCE);
}

void line(const Text& text) { rtt::write((Text() << "blinky: " << text.view() << "\r\n").view()); }

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
    // A core that sleeps keeps its clock for the probe: RTT goes on being read, the core can be halted.
    xspi::mmio_write32(DBGMCU_CR, xspi::mmio_read32(DBGMCU_CR) | DBGMCU_CR_DBG_SLEEP);
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
