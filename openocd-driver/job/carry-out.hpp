// A plan's steps on their way to whoever serves the memory.
#pragma once
#include "openocd-driver/plan/program-plan.hpp"
#include "openocd-driver/run/agent-flash.hpp"

#include <cstdint>
#include <functional>
#include <optional>

namespace xspi {

inline constexpr std::uint32_t kFirstStep = 2048; // bytes: of a payload that the chip waits for

// done, total: bytes.
using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;
using StepDone = std::function<void(std::size_t step)>; // number of a step of the plan
// But for the step that is done and the arming.
void carry_out(const ProgramPlan& plan, std::optional<std::size_t> done_before, AgentFlash& flash,
               const Progress& progress, const StepDone& step_done);

} // namespace xspi
