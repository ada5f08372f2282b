// From what the agent reports to a sentence with an id.
#pragma once
#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/agent-session.hpp"

#include <string>

namespace xspi {

// name and base of the bank the request was for.
Failure explain(const AgentTrouble& trouble, const std::string& name, std::uint32_t base);
// Whatever else was found then.
Failure target_was_reset();

} // namespace xspi
