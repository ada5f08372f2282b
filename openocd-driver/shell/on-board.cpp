// `openocd-xspi program` and its like: one short command each, for the line of OpenOCD that it prints.
#include "openocd-driver/failure.hpp"
#include "openocd-driver/shell/connection.hpp"
#include "openocd-driver/shell/run-openocd.hpp"
#include "openocd-driver/shell/subcommand.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <memory>

namespace xspi {

namespace {

using namespace shell;

struct Wish {
    Connection connection;
    std::string board;
    std::string file, address, count;
    std::vector<std::string> range;
    bool no_verify = false, no_reset = false;
};
using Words = std::shared_ptr<Wish>;

Words add_connection(CLI::App& app) {
    auto wish = std::make_shared<Wish>();
    app.add_option("--board", wish->board, "the board: nucleo_h7s3l8, or a path to its file");
    app.add_option("--probe", wish->connection.probe,
                   "stlink, jlink, cmsis-dap, or an interface file of OpenOCD's; else the board's");
    app.add_option("--serial", wish->connection.serial, "the probe's serial number, where there are several");
    app.add_option("--virtual", wish->connection.virtual_port,
                   "the virtual board at this port, in place of a probe")
        ->check(CLI::Range(1, 65535));
    return wish;
}

// A name, with dashes or underscores, is one of the boards that come along.
std::string board_file(const std::string& board) {
    if (board.empty())
        throw Failure("XSPI-1240", "which board? `--board nucleo_h7s3l8`, or the path of a board's file; "
                                   "`openocd-xspi list` names those that come along");
    if (board.find('/') != std::string::npos || board.ends_with(".cfg")) return board;
    std::string name = board;
    std::ranges::replace(name, '-', '_');
    return "board/" + name + ".cfg";
}

// As a shell reads it again.
std::string quoted(const std::string& word) {
    const auto plain = [](unsigned char c) { return std::isalnum(c) || std::strchr("-_./=:", c) != nullptr; };
    if (!word.empty() && std::ranges::all_of(word, plain)) return word;
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

// The servers' ports are left out of what is printed: nobody can use them meanwhile.
[[noreturn]] void become_openocd(const Wish& wish, const std::vector<std::string>& commands) {
    std::vector<std::string> words;
    for (const std::string& command : connection_commands(wish.connection)) {
        words.emplace_back("-c");
        words.push_back(command);
    }
    words.emplace_back("-f");
    words.push_back(board_file(wish.board));
    for (const std::string& command : commands) {
        words.emplace_back("-c");
        words.push_back(command);
    }
    std::string line = "openocd-xspi";
    for (const std::string& word : words) line += " " + quoted(word);
    std::cerr << line << std::endl;
    const std::string program = openocd_beside_us();
    std::vector<std::string> all;
    for (const char* port : {"gdb_port", "telnet_port", "tcl_port"}) {
        all.emplace_back("-c");
        all.push_back(std::string(port) + " disabled");
    }
    all.insert(all.end(), words.begin(), words.end());
    become(program, all);
    throw Failure("XSPI-1221", "{} cannot be started: {}", program, std::strerror(errno));
}

// Whatever goes wrong in between, OpenOCD ends with an error.
[[noreturn]] void become_halted(const Wish& wish, const std::string& work) {
    become_openocd(wish, {"init", "reset halt", work, "reset run", "shutdown"});
}

std::string with_address(const Wish& wish) { return wish.address.empty() ? "" : " " + wish.address; }

} // namespace

Run add_program(CLI::App& app) {
    const Words wish = add_connection(app);
    app.add_option("FILE", wish->file, "elf, hex, s19 or bin")->required();
    app.add_option("ADDRESS", wish->address, "where a bin file goes");
    app.add_flag("--no-verify", wish->no_verify, "without a second look at it by `verify`");
    app.add_flag("--no-reset", wish->no_reset, "leave the core halted");
    return [wish]() -> Answer {
        become_openocd(*wish,
                       {"program " + tcl_word(wish->file) + with_address(*wish) +
                        (wish->no_verify ? "" : " verify") + (wish->no_reset ? "" : " reset") + " exit"});
    };
}

Run add_verify(CLI::App& app) {
    const Words wish = add_connection(app);
    app.add_option("FILE", wish->file, "elf, hex, s19 or bin")->required();
    app.add_option("ADDRESS", wish->address, "where a bin file goes");
    return [wish]() -> Answer {
        become_halted(*wish, "verify_image " + tcl_word(wish->file) + with_address(*wish));
    };
}

Run add_dump(CLI::App& app) {
    const Words wish = add_connection(app);
    app.add_option("FILE", wish->file, "where the bytes go")->required();
    app.add_option("ADDRESS", wish->address, "of the first byte")->required();
    app.add_option("COUNT", wish->count, "how many bytes")->required();
    return [wish]() -> Answer {
        become_halted(*wish, "xspi dump " + tcl_word(wish->file) + " " + tcl_word(wish->address) + " " +
                                 tcl_word(wish->count));
    };
}

Run add_erase(CLI::App& app) {
    const Words wish = add_connection(app);
    app.add_option("WHAT", wish->range, "a bank's name (`ext`: all of it), or ADDRESS COUNT")->required();
    return [wish]() -> Answer {
        std::string words;
        for (const std::string& word : wish->range) words += " " + tcl_word(word);
        become_halted(*wish, "xspi erase" + words);
    };
}

Run add_info(CLI::App& app) {
    const Words wish = add_connection(app);
    return [wish]() -> Answer { become_halted(*wish, "xspi info"); };
}

} // namespace xspi
