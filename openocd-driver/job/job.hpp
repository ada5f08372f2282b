// A programming job from begin to commit: what is recorded, and what it will do.
#pragma once
#include "openocd-driver/bank.hpp"

#include <cstdint>
#include <vector>

struct target;

namespace xspi {

// A section of the image that lies in the target's RAM; address is absolute.
struct RamSegment {
    std::uint32_t address = 0;
    std::vector<std::uint8_t> bytes;
};

struct BankPlan {
    Bank* bank = nullptr;
    ProgramPlan plan;
    bool mixture = false; // cut off, it would leave an application that is half old, half new, and starts
};

// What programming an image comes to.
struct JobPlan {
    std::vector<BankPlan> banks;
    std::vector<RamSegment> ram;
};

// Flash segments and erases are recorded in their banks.
struct Job {
    bool open = false;
    bool may_erase = false;
    target* owner = nullptr;
    std::vector<RamSegment> ram;
};

} // namespace xspi
