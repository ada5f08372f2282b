// What build/stm32-opts is asked for, as commands for OpenOCD, and what comes back, in words.
#pragma once
#include "openocd-driver/json.hpp"
#include "openocd-driver/shell/connection.hpp"

#include <string>
#include <vector>

namespace xspi::shell {

struct OptionRequest {
    std::string chip;  // "STM32F767ZI", or
    std::string board; // a board's file
    std::string name, value, consent;
    Connection connection;
    bool dry_run = false;
    bool writes() const { return !value.empty() && !dry_run; }
};

// What follows `openocd`. channel: the file that the answer is written to, one line.
std::vector<std::string> openocd_arguments(const OptionRequest& request, const std::string& channel);

// "nDBANK = 0x1 (single)   1: …" for each, and what else the answer says.
std::string answer_text(const OptionRequest& request, const Json& answer);
// "XSPI-0441: …"
std::string error_text(const Json& error);
// Of a line of OpenOCD's log what is for the user: our notices and errors. Empty: nothing.
std::string notice_in(const std::string& log_line);

} // namespace xspi::shell
