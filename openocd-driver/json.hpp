// Facts for programs: what `xspi … -json` prints. Keys stand in the order in which they were put.
#pragma once
#include <nlohmann/json.hpp>

namespace xspi {

using Json = nlohmann::ordered_json;

} // namespace xspi
