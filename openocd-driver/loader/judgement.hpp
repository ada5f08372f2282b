// What is odd about a loader: each a finding with an id, see docs/loaders.md.
#pragma once
#include "openocd-driver/loader/loader.hpp"

namespace xspi {

// Adds findings XSPI-1310 to XSPI-1330; those that are Refused come first, Notes last.
void judge(Loader& loader);

} // namespace xspi
