// `xspi loader-info`: what a flash loader says of itself, what it needs and what looks wrong.
#pragma once
#include "openocd-driver/answer.hpp"
#include "openocd-driver/loader/loader.hpp"

#include <string>
#include <vector>

namespace xspi {

// Of a file of the host. Throws Failure XSPI-1301 to XSPI-1307.
std::vector<Loader> read_loader_file(const std::string& file);

// Throws the same.
Answer loader_info(const std::string& file);

Json json_of(const Loader& loader);
std::string text_of(const Loader& loader);

} // namespace xspi
