// `xspi loader-info`: what a flash loader says of itself, what it needs and what looks wrong.
#pragma once
#include "openocd-driver/answer.hpp"
#include "openocd-driver/loader/loader.hpp"

#include <string>

namespace xspi {

// Throws Failure XSPI-1301 to XSPI-1307.
Answer loader_info(const std::string& file);

Json json_of(const Loader& loader);
std::string text_of(const Loader& loader);

} // namespace xspi
