#include "firmware/common/start.hpp"
#include "firmware/common/core-registers.hpp"
#include "flash-library/core/mmio.hpp"

#include <cstdint>
#include <cstring>

extern "C" {
extern std::uint32_t __code_start, __code_end, __code_load, __stack_top, __data_start, __data_end,
    __data_load, __bss_start, __bss_end;
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

// From here on the code is where it is linked for.
[[noreturn]] static void start_program() {
    const auto bytes = [](const std::uint32_t& from, const std::uint32_t& to) {
        return reinterpret_cast<std::uintptr_t>(&to) - reinterpret_cast<std::uintptr_t>(&from);
    };
    std::memcpy(&__data_start, &__data_load, bytes(__data_start, __data_end));
    std::memset(&__bss_start, 0, bytes(__bss_start, __bss_end));
    for (const firmware::Handler* f = &__init_array_start; f != &__init_array_end; ++f) (*f)();
    main();
    for (;;) {}
}

// Lies with the vectors. A program that does not run where it lies in flash is copied, six words at a time;
// before that no function can be called, so that all of it stands here.
__attribute__((section(".boot"))) void reset_handler() {
    const std::uint32_t* from = &__code_load;
    std::uint32_t* to = &__code_start;
    // VTOR: a debugger or another bootloader may have come here with its own; what reset would have set.
    asm volatile("str %2, [%3]\n\t"
                 "dsb\n\tisb\n\t"
                 "cmp %0, %1\n\t"
                 "beq 2f\n\t"
                 "1: ldmia %0!, {r4-r6, r8-r10}\n\t"
                 "stmia %1!, {r4-r6, r8-r10}\n\t"
                 "cmp %1, %4\n\t"
                 "blo 1b\n\t"
                 "dsb\n\tisb\n\t"
                 "2: bx %5"
                 : "+r"(from), "+r"(to)
                 : "r"(&vectors), "r"(firmware::SCB_VTOR), "r"(&__code_end), "r"(start_program)
                 : "r4", "r5", "r6", "r8", "r9", "r10", "cc", "memory");
    __builtin_unreachable();
}
}
