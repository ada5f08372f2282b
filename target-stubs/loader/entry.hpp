// What the loader's first instructions and its functions have in common.
#pragma once
#include <cstdint>

extern "C" {
// What a call returns when the core took a fault in it.
extern std::uint32_t loader_fault_result;
// After a fault, on a stack that is empty again: puts the core back.
std::uint32_t loader_faulted();
// Whichever fault it is: it ends the call.
void loader_fault();
extern std::uint32_t stack_bottom; // the canary's place
}
