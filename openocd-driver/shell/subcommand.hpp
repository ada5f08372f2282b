// The subcommands of openocd-xspi: what a shell asks without starting OpenOCD, and short words for what it
// starts OpenOCD for.
#pragma once
#include "openocd-driver/answer.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace xspi {

// What a subcommand does once its words are there; it throws Failure.
using Run = std::function<Answer()>;

struct Subcommand {
    const char* name;
    const char* help;
    Run (*add)(CLI::App& app); // declares its words; what it returns is called when they have been read
    bool answers = true;       // else OpenOCD takes this program's place, and there is no `--json`
};

// ---- One function per subcommand, in the file of its name

Run add_pins(CLI::App& app);
Run add_board_from(CLI::App& app);
Run add_dfu(CLI::App& app);
Run add_loader_info(CLI::App& app);
Run add_export(CLI::App& app);
Run add_list(CLI::App& app);
// on-board.cpp
Run add_program(CLI::App& app);
Run add_verify(CLI::App& app);
Run add_dump(CLI::App& app);
Run add_erase(CLI::App& app);
Run add_info(CLI::App& app);

} // namespace xspi
