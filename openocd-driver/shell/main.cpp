// openocd-xspi: a subcommand of its own, or OpenOCD with these words.
#include "openocd-driver/failure.hpp"
#include "openocd-driver/shell/run-openocd.hpp"
#include "openocd-driver/shell/subcommand.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <iterator>
#include <vector>

namespace xspi {

namespace {

constexpr std::array kSubcommands{
    Subcommand{"pins", "which pins of an STM32 carry which signals of a serial memory", add_pins},
    Subcommand{"board-from", "a board's file made of a project of STM32CubeMX", add_board_from},
    Subcommand{"dfu", "what dfu-util is to be told to bring a file onto a board over USB", add_dfu},
    Subcommand{"loader-info", "what another tool's flash loader says of itself, needs and gets wrong",
               add_loader_info},
    Subcommand{"export", "a flash loader for another tool, made of a board's file", add_export},
    Subcommand{"list", "the boards that come along, and the probes that are plugged in", add_list},
    Subcommand{"program", "an image onto a board, verified, and a reset", add_program, false},
    Subcommand{"verify", "whether a board holds an image", add_verify, false},
    Subcommand{"dump", "bytes of a board's memory into a file", add_dump, false},
    Subcommand{"erase", "a bank, or a range of it", add_erase, false},
    Subcommand{"info", "the chips that are found on a board", add_info, false},
};

bool is_subcommand(std::string_view word) {
    for (const Subcommand& command : kSubcommands)
        if (word == command.name) return true;
    return false;
}

std::string names() {
    std::string text;
    for (const Subcommand& command : kSubcommands)
        text += std::string(text.empty() ? "" : ", ") + command.name;
    return text;
}

[[noreturn]] void become_openocd(const std::vector<std::string>& words) {
    const std::string openocd = shell::openocd_beside_us();
    shell::become(openocd, words);
    throw Failure("XSPI-1221", "{} cannot be started: {}", openocd, std::strerror(errno));
}

void print(const Answer& answer, bool json) { std::cout << (json ? answer.json.dump() + "\n" : answer.text); }

int fail(const Failure& failure, bool json) {
    if (json) {
        const Json error{{"error", {{"id", failure.id()}, {"message", failure.sentence()}}}};
        std::cout << error.dump() << "\n";
    }
    std::cerr << failure.what() << "\n";
    return 1;
}

int run(int argc, char** argv) {
    CLI::App app(
        "Serial flash behind STM32 controllers. A first word that is none of the subcommands' starts "
        "OpenOCD with all words; its own help is `openocd --help`.",
        "openocd-xspi");
    app.require_subcommand(1);
    bool json = false;
    Run chosen;
    for (const Subcommand& command : kSubcommands) {
        CLI::App& sub = *app.add_subcommand(command.name, command.help);
        if (command.answers) sub.add_flag("--json", json, "one line for programs");
        sub.callback([&chosen, run = command.add(sub)] { chosen = run; });
    }
    std::vector<std::string> words(std::reverse_iterator(argv + argc),
                                   std::reverse_iterator(argv + 1)); // CLI11's order
    for (std::string& word : words)
        if (word == "-json") word = "--json"; // as OpenOCD's commands have it
    try {
        app.parse(words);
        print(chosen(), json);
    } catch (const CLI::ParseError& error) { return app.exit(error); } catch (const Failure& failure) {
        return fail(failure, json);
    }
    return 0;
}

int start(int argc, char** argv) {
    const std::string_view first = argc > 1 ? argv[1] : "";
    if (is_subcommand(first) || first == "--help" || first == "-h") return run(argc, argv);
    if (!first.empty() && first[0] != '-') // OpenOCD knows no such words
        throw Failure("XSPI-1220",
                      "`{}` is no subcommand of openocd-xspi ({}), and OpenOCD's words begin with `-`", first,
                      names());
    become_openocd({argv + 1, argv + argc});
}

} // namespace

} // namespace xspi

int main(int argc, char** argv) {
    try {
        return xspi::start(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
}
