// Which board a program of ours speaks to, and by which probe: the same words everywhere.
#pragma once
#include <fmt/format.h>

#include <string>
#include <vector>

namespace xspi::shell {

// One word of Tcl, whatever it holds.
std::string tcl_word(const std::string& text);

struct Connection {
    std::string probe, serial; // empty: the board's, the only one
    unsigned virtual_port = 0; // 0: a real probe
};

// OpenOCD's commands ahead of the board's file.
inline std::vector<std::string> connection_commands(const Connection& connection) {
    std::vector<std::string> commands;
    if (connection.virtual_port != 0)
        commands.push_back(fmt::format("set VIRTUAL_BOARD {}", connection.virtual_port));
    if (!connection.probe.empty()) commands.push_back("set XSPI_PROBE " + tcl_word(connection.probe));
    if (!connection.serial.empty()) commands.push_back("set XSPI_SERIAL " + tcl_word(connection.serial));
    return commands;
}

} // namespace xspi::shell
