// What a command says, once as facts: text and JSON are made of them.
#pragma once
#include "openocd-driver/json.hpp"

#include <string>

namespace xspi {

struct Answer {
    Json json;        // what `-json` prints, one line
    std::string text; // what people read
};

} // namespace xspi
