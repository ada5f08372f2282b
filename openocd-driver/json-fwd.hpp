// For who only passes facts on: json.hpp makes and reads them.
#pragma once
#include <nlohmann/json_fwd.hpp>

namespace xspi {

using Json = nlohmann::ordered_json;

} // namespace xspi
