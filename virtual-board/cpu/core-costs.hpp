// What things cost, in CPU cycles. The one place, so that a bench can halve or double them.
#pragma once
#include "core/machine.hpp"

#include <cstdint>

namespace vb {

// A model, not a pipeline. The defaults are the Cortex-M7's: it issues up to two instructions a cycle and
// loses cycles to branches, loads and interlocks; over compiled code the two roughly cancel (Arm quotes 2.14
// DMIPS/MHz, ST's own polling loops measure near 1 instruction a cycle).
struct CoreCosts {
    std::uint32_t instruction = 1;
    // More for a load from memory, and for a branch that is taken.
    std::uint32_t load = 0, taken_branch = 0;
    // Fetches from a mapped external flash hit the 32 KiB I-cache nearly always once enabled; without it each
    // 8-byte fetch would cost tens of cycles. One extra cycle stands for the misses of warm code.
    std::uint32_t external_fetch = 1;
    // A load from Device memory is not posted: core -> AXI -> AHB/APB bridge at half or a quarter of the CPU
    // clock and back. 12 to 20 cycles have been measured on H743; the middle.
    std::uint32_t device_read = 14;
    // Stores are buffered; the core sees only part of the bridge.
    std::uint32_t device_write = 4;
    // The private peripheral bus is inside the processor.
    std::uint32_t private_read = 2;
    std::uint32_t private_write = 1;
    // DDI0489: 12 cycles from the event to the first instruction of the handler, 10 back, plus the FP words.
    std::uint32_t exception_entry = 12;
    std::uint32_t exception_return = 10;
    std::uint32_t fp_frame = 18;
};

// DDI0439 3.3.1: most instructions take one cycle, a load two, LDM one more for each register, a taken branch
// one and the pipeline's refill of one to three; 3.3.2 lets neighbouring loads overlap, which is left out. A
// device is two bridges away at most, without an AXI: four cycles to an APB at a quarter of the clock, and
// back.
constexpr CoreCosts core_costs(CoreKind kind) {
    CoreCosts costs;
    if (kind == CoreKind::CortexM7) return costs;
    costs.load = 1;
    costs.taken_branch = 2;
    costs.device_read = 6;
    costs.device_write = 2;
    return costs;
}

} // namespace vb
