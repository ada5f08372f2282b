// The command line. Other tools rely on its spelling (docs/virtual-board.md).
#pragma once
#include "core/time.hpp"
#include "probe/costs.hpp"
#include "usb-host/usb-costs.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vb {

struct Options {
    std::string board;
    std::optional<std::uint16_t> stlink_port; // 0: any free port
    std::vector<std::string> externals;       // FILE or NAME=FILE
    std::vector<std::string> chips;           // PART, FILE.sfdp, or NAME= and one of them
    std::optional<std::string> internal, ram, report, trace, clock, usb;
    std::optional<Picoseconds> run;
    bool strict = false;
    std::vector<std::pair<std::string, std::string>> board_options;
    std::vector<std::string> faults;
    std::vector<std::string> buttons;
    Costs costs;
    UsbCosts usb_costs;
};

// Nothing when help was asked for (and printed). Throws UsageError.
std::optional<Options> parse_options(int argc, const char* const* argv);

} // namespace vb
