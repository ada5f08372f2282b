// What entry.cpp and the linker script (agent.ld) give to the rest.
#pragma once
#include "target-stubs/agent-protocol.hpp"

#include <cstdint>

extern "C" {
extern std::uint32_t bss_begin, bss_end, stack_bottom, stack_top, ram_end;
}

namespace xspi::agent {

struct VectorTable {
    const void* initial_stack;
    void (*handlers[15])(); // Reset to SysTick; external interrupts stay masked
};
static_assert(sizeof(VectorTable) == 64);

extern const VectorTable vector_table;
extern Mailbox mailbox; // in the image, so that it is loaded with zeros

[[noreturn]] void run(); // once the stack is there and bss is cleared
[[noreturn]] void halt();

} // namespace xspi::agent
