#include "firmware/common/start.hpp"
#include "firmware/common/core-registers.hpp"
#include "flash-library/core/mmio.hpp"

#include <cstdint>
#include <cstring>

extern "C" {
extern std::uint32_t __stack_top, __data_start, __data_end, __data_load, __bss_start, __bss_end;
extern const firmware::Handler __init_array_start, __init_array_end;
extern const firmware::VectorTable vectors;
void fault_handler();
}

__attribute__((section(".vectors"), used)) const firmware::VectorTable vectors{
    .stack_top = &__stack_top,
    .reset = reset_handler,
    .nmi = fault_handler,
    .hard_fault = fault_handler,
    .mem_manage = fault_handler,
    .bus_fault = fault_handler,
    .usage_fault = fault_handler,
    .reserved1 = {},
    .sv_call = fault_handler,
    .debug_monitor = fault_handler,
    .reserved2 = 0,
    .pend_sv = fault_handler,
    .sys_tick = sys_tick_handler,
};

extern "C" {

__attribute__((weak)) void sys_tick_handler() {}

// Only the main stack is used, so the frame is where MSP points.
__attribute__((naked)) void fault_handler() { asm volatile("mrs r0, msp\n\tb handle_fault"); }

void reset_handler() {
    // A debugger or another bootloader may have come here with its own: what reset would have set.
    xspi::mmio_write32(firmware::SCB_VTOR, reinterpret_cast<std::uintptr_t>(&vectors));
    xspi::mmio_barrier();
    const auto bytes = [](const std::uint32_t& from, const std::uint32_t& to) {
        return reinterpret_cast<std::uintptr_t>(&to) - reinterpret_cast<std::uintptr_t>(&from);
    };
    std::memcpy(&__data_start, &__data_load, bytes(__data_start, __data_end));
    std::memset(&__bss_start, 0, bytes(__bss_start, __bss_end));
    for (const firmware::Handler* f = &__init_array_start; f != &__init_array_end; ++f) (*f)();
    main();
    for (;;) {}
}
}
