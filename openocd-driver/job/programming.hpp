// Makes a bank hold what it should: asks what is there, plans, carries the plan out, checks the result.
#pragma once
#include "openocd-driver/bank.hpp"
#include "openocd-driver/job/carry-out.hpp"
#include "openocd-driver/run/target-session.hpp"

#include <functional>
#include <optional>
#include <span>

namespace xspi {

// Within these ranges: a piece of the bank's segments that the memory does not hold yet, one of the first.
// Where no change is allowed one is enough, and is found long before all has been compared.
std::optional<FlashRange> some_difference(const Bank& bank, AgentFlash& flash,
                                          const std::vector<FlashRange>& within);

// The reset vector of an application that these segments bring to where the bootloader looks for one, in a
// bank that code executes from.
std::optional<ResetVector> reset_vector_in(const Bank& bank, const std::vector<ImageSegment>& segments);

struct PlanWish {
    bool allow_erase = true;
    bool atomic = true;  // an application starts whole or not at all
    bool glances = true; // a block that looks blank may be taken for blank until it is verified
};
// What the bank's recorded segments and erases come to. The memory is prepared. Throws Failure XSPI-05xx.
ProgramPlan plan_for(const Bank& bank, AgentFlash& flash, const PlanWish& wish);
// A job that changes an application and, cut off, would leave something that starts.
bool leaves_mixture(const Bank& bank, const ProgramPlan& plan);

// Where it erases and programs, in its order.
std::vector<FlashRange> changed_ranges(const ProgramPlan& plan);

// A block that looked blank was not: the job is to be done again, without glances.
struct NotBlank {
    std::string bank;
    std::uint32_t address = 0; // as the target sees it, of that block or before it
};

// Digests what was written, over the mapped window where there is one. Throws Failure XSPI-0511 with the
// first byte that differs, and NotBlank.
void verify(const Bank& bank, const ProgramPlan& plan, AgentFlash& flash);
// Once all is verified: the application may start from now on. Verifies that as well.
void arm(const Bank& bank, const ProgramPlan& plan, AgentFlash& flash);

// What a bank should hold at an offset from its base.
struct ExpectedBytes {
    std::uint32_t address = 0;
    std::span<const std::uint8_t> bytes;
};
// The same for an image that may have been programmed at any time, or never.
void verify(const Bank& bank, std::span<const ExpectedBytes> image, AgentFlash& flash);

// "programmed 1.0 MiB in 4.9 s (96 % of the chip's own limit): 14 blocks erased, 2 kept, 3584 pages"
std::string result_line(const Bank& bank, const ProgramPlan& plan, std::int64_t milliseconds);

} // namespace xspi
