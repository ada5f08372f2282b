// `verify_image`: all that lies in our banks at once.
#pragma once
#include "openocd-driver/job/agent-run.hpp"
#include "openocd-driver/job/check-image.hpp"

namespace xspi {

// As these banks take it; those whose size is not known yet are probed.
CutImage cut_at_banks(AgentRun& run, target* owner, const xspi_image& image);

// Compares the segments that lie in banks of ours, in one run of the agent, and sets verified[i] for each.
// Throws Failure XSPI-0511 with the first byte that differs, XSPI-0513.
void verify_image(AgentRun& run, target* owner, const xspi_image& image, bool* verified);

} // namespace xspi
