// One step of a plan, queued.
#pragma once
#include "openocd-driver/plan/program-plan.hpp"
#include "openocd-driver/run/agent-flash.hpp"

namespace xspi {

// Returns its sequence number, as AgentFlash does.
inline std::uint32_t send_step(const PlanStep& step, AgentFlash& flash) {
    return step.kind == StepKind::Erase ? flash.erase(step.address, step.size)
                                        : flash.program(step.address, step.bytes, step.erase_first_size);
}

} // namespace xspi
