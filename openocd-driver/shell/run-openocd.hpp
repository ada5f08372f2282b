// OpenOCD as a child of a program of ours.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace xspi::shell {

struct OpenOcdRun {
    int status = 1;          // as the shell has it; 127: it could not be started
    std::string answer;      // what it wrote to the channel
    std::string last_errors; // the last lines that it called an error
};

// The launcher beside this very program: build/openocd.
std::string openocd_beside_us();
// Takes this program's place. It returns if it cannot: errno tells.
void become(const std::string& program, const std::vector<std::string>& arguments);
// arguments: of the channel's name. Each line of the log is given to `line` as it comes.
OpenOcdRun run_openocd(const std::string& program,
                       const std::function<std::vector<std::string>(const std::string& channel)>& arguments,
                       const std::function<void(const std::string&)>& line);

} // namespace xspi::shell
