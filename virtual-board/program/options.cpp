#include "program/options.hpp"

#include "core/board.hpp"
#include "core/number.hpp"
#include "program/duration.hpp"
#include "program/usage-error.hpp"

#include <CLI/CLI.hpp>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>

namespace vb {

namespace {

// As they stand on the command line, before they mean anything.
struct Raw {
    std::string stlink, run, usb_latency;
    bool jlink = false;
    std::vector<std::string> options;
};

Picoseconds duration(const char* option, const std::string& text) {
    if (const auto value = parse_duration(text)) return *value;
    throw UsageError(
        "VB-CLI-008",
        fmt::format("{} {}: a duration is a number and a unit, such as 2s, 500ms or 10us", option, text));
}

// By our own rules: CLI11 takes octal numbers, and wraps negative ones.
std::uint16_t port(const std::string& text) {
    constexpr std::uint64_t kLast = 65535;
    if (const auto value = parse_number(text, kLast)) return std::uint16_t(*value);
    throw UsageError("VB-CLI-001",
                     fmt::format("--stlink {}: a port is a number from 0 to {}, decimal or 0x", text, kLast));
}

constexpr Picoseconds kMostLatency = kPerSecond;

Picoseconds latency(const std::string& text) {
    const Picoseconds value = duration("--usb-latency", text);
    if (value <= kMostLatency) return value;
    throw UsageError("VB-CLI-008", fmt::format("--usb-latency {}: at most 1s", text));
}

std::pair<std::string, std::string> name_and_value(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        throw UsageError("VB-CLI-004", fmt::format("--option {}: an option is NAME=VALUE", text));
    return {text.substr(0, equals), text.substr(equals + 1)};
}

void declare(CLI::App& app, Options& options, Raw& raw) {
    app.add_option(
           "BOARD", options.board,
           fmt::format("one of {}, or the path of a file that describes one", fmt::join(board_names(), ", ")))
        ->required();
    app.add_option("--stlink", raw.stlink, "serve as an ST-LINK on this loopback port; 0 takes a free one");
    app.add_flag("--jlink", raw.jlink, "serve as a J-Link over TCP");
    app.add_option("--usb", options.usb, "serve programs at a host of the board's USB on this socket");
    app.add_option("--internal", options.internal, "contents of the internal flash: bin, hex or elf");
    app.add_option("--external", options.externals, "[NAME=]FILE: contents of an external flash")
        ->allow_extra_args(false);
    app.add_option("--chip", options.chips,
                   "[NAME=]PART or [NAME=]FILE.sfdp: another flash chip in place of the board's")
        ->allow_extra_args(false);
    app.add_option("--ram", options.ram, "contents of the main RAM");
    app.add_option("--run", raw.run, "run for so much virtual time without a probe, and end");
    app.add_flag("--strict", options.strict,
                 "say every violation at once and end with status 3 if there was one");
    app.add_option("--option", raw.options, "NAME=VALUE of the board, such as XSPI2_HSLV=1")
        ->allow_extra_args(false);
    app.add_option("--fault", options.faults, "a fault the board is to have")->allow_extra_args(false);
    app.add_option("--press", options.buttons, "a button that is held down")->allow_extra_args(false);
    app.add_option("--report", options.report, "where to write the report (JSON)");
    app.add_option("--trace", options.trace, "where to write the LEDs' levels (VCD)");
    app.add_option("--clock", options.clock,
                   "file through which the time shim of a client shares the virtual clock");
    app.add_option("--usb-latency", raw.usb_latency,
                   "what one USB command of the probe, or transfer at --usb, takes, such as 125us");
}

void check(const Options& options, const Raw& raw) {
    if (raw.jlink)
        throw UsageError("VB-CLI-003", "--jlink: the wire-level J-Link is not there yet; use --stlink");
    if (!is_board(options.board))
        throw UsageError(
            "VB-CLI-002",
            fmt::format("there is no board {}; there is {}, and any file NAME.json that describes one",
                        options.board, fmt::join(board_names(), ", ")));
    const bool serves = options.stlink_port || options.usb;
    if (options.run && options.stlink_port)
        throw UsageError("VB-CLI-007", "--run works without a probe; --stlink serves one: give one of them");
    if (options.run && options.usb)
        throw UsageError("VB-CLI-007", "--run serves nobody; --usb serves a USB host: give one of them");
    if (!options.run && !serves)
        throw UsageError("VB-CLI-007", "nothing to do: --stlink PORT serves a debugger, --usb SOCKET a USB "
                                       "host, --run DURATION just runs");
    if (options.run && options.clock)
        throw UsageError("VB-CLI-007", "--clock shares the time with a probe's client; --run has none");
}

} // namespace

std::optional<Options> parse_options(int argc, const char* const* argv) {
    Options options;
    Raw raw;
    CLI::App app("A microcontroller board in software.", "virtual-board");
    declare(app, options, raw);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        std::cout << app.help();
        return std::nullopt;
    } catch (const CLI::ParseError& error) { throw UsageError("VB-CLI-001", error.what()); }
    if (app.count("--stlink")) options.stlink_port = port(raw.stlink);
    if (app.count("--run")) options.run = duration("--run", raw.run);
    if (app.count("--usb-latency"))
        options.costs.usb_latency = options.usb_costs.latency = latency(raw.usb_latency);
    for (const auto& text : raw.options) options.board_options.push_back(name_and_value(text));
    check(options, raw);
    return options;
}

} // namespace vb
