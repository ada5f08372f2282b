// What a processor is doing and why, for people and programs that read the report.
#pragma once
#include <cstdint>
#include <vector>

namespace vb {

enum class CoreMode { no_supply, in_reset, hung, running, sleeping, halted, locked_up };

struct CoreState {
    CoreMode mode = CoreMode::no_supply;
    // As they are, and without supply as they were last.
    std::uint32_t pc = 0, sp = 0, lr = 0, xpsr = 0;
    std::uint32_t cfsr = 0, hfsr = 0, mmfar = 0, bfar = 0; // ARMv7-M B3.2
    std::vector<std::uint32_t> stack;                      // from SP upwards, as far as there is memory
};

} // namespace vb
