// From reset to main(): vector table, RAM, constructors.
#pragma once
#include <array>
#include <cstdint>

namespace firmware {

using Handler = void (*)();

// Armv7-M ARM B1.5.3. No external interrupt is ever enabled here, so the table ends with SysTick.
struct VectorTable {
    const void* stack_top;
    Handler reset;
    Handler nmi, hard_fault, mem_manage, bus_fault, usage_fault;
    std::array<std::uint32_t, 4> reserved1;
    Handler sv_call, debug_monitor;
    std::uint32_t reserved2;
    Handler pend_sv, sys_tick;
};
static_assert(sizeof(VectorTable) == 64);

} // namespace firmware

extern "C" {
[[noreturn]] void reset_handler();
// What a program makes of a fault; `frame`: r0-r3, r12, lr, pc, xpsr as stacked.
[[noreturn, gnu::used]] void handle_fault(const std::uint32_t* frame);
void sys_tick_handler(); // weak: does nothing
}

int main();
