// The `xspi` commands of OpenOCD's command line.
#pragma once
#include "openocd-driver/driver.hpp"

#include <string>
#include <vector>

namespace xspi {

// words[0]: the subcommand. What is to be printed. Throws Failure.
std::string run_command(Driver& driver, const std::vector<std::string>& words);

} // namespace xspi
