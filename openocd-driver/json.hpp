// Facts for programs: what `xspi … -json` prints. Keys stand in the order in which they were put.
#pragma once
#include "openocd-driver/json-fwd.hpp"

#include <nlohmann/json.hpp>
