#include "program/options.hpp"
#include "program/simulation.hpp"
#include "program/usage-error.hpp"

#include <csignal>
#include <cstdio>
#include <exception>

namespace {

std::atomic<bool> stop{false};

void on_signal(int) { stop = true; }

// Without SA_RESTART, so that a blocked call returns and looks at `stop`.
void handle_signals() {
    struct sigaction action = {};
    action.sa_handler = on_signal;
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a file that may not grow is an error of its write
}

std::unique_ptr<vb::Board> board_of(const vb::Options& options) {
    try {
        return vb::make_board(options.board);
    } catch (const vb::BoardFileError& error) { throw vb::UsageError("VB-CLI-011", error.what()); }
}

int run(int argc, char** argv) {
    const auto options = vb::parse_options(argc, argv);
    if (!options) return 0;
    handle_signals();
    vb::Simulation simulation(*options, board_of(*options), stop);
    return options->run ? simulation.run() : simulation.serve();
}

} // namespace

int main(int argc, char** argv) try { return run(argc, argv); } catch (const vb::UsageError& error) {
    fmt::print(stderr, "virtual-board: {}\n", error.what());
    return 2;
} catch (const std::exception& error) {
    fmt::print(stderr, "virtual-board: VB-INT-001: internal error: {}\n", error.what());
    return 70; // EX_SOFTWARE
}
