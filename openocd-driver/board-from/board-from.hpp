// `xspi board-from`: a board's file made of a project's.
#pragma once
#include "openocd-driver/answer.hpp"

#include <string>
#include <vector>

namespace xspi {

struct BoardFrom {
    std::string file;
    std::string output = {}; // empty: the file's text is the answer
    std::string board = {};  // its name; empty: made of the file's
    bool overwrite = false;
    std::vector<std::string> answers = {}; // "supply=3.3"
};

// Throws Failure XSPI-1210 to XSPI-1217, XSPI-0705.
Answer board_from(const BoardFrom& request);

} // namespace xspi
