#include "openocd-driver/commands/command.hpp"

#include "openocd-driver/failure.hpp"

#include <algorithm>
#include <array>

namespace xspi {

namespace {

Answer help_command(const CommandCall&);

constexpr std::array kCommands{
    UserCommand{"info", "[BANK]", "chip, mode, clock, erase types and times of each bank", true,
                info_command},
    UserCommand{"read", "ADDRESS COUNT", "bytes of a bank, as text", true, read_command},
    UserCommand{"dump", "FILE ADDRESS COUNT", "bytes of a bank into a file", true, dump_command},
    UserCommand{"erase", "BANK | ADDRESS COUNT [ADDRESS COUNT]...",
                "make these bytes blank and keep all others; a bank's name means all of it", true,
                erase_command},
    UserCommand{"plan", "FILE [ADDRESS [TYPE]]", "what programming this image would do; nothing is changed",
                true, plan_command},
    UserCommand{"map", "", "map the external chip for execution", true, map_command},
    UserCommand{"unmap", "", "close the window; the chip stays in its mode", true, unmap_command},
    UserCommand{"reset", "", "bring the external chip to its power-up state", true, reset_command},
    UserCommand{"regs", "[PERIPHERAL | pins]",
                "the registers behind the flash, decoded; the core is not disturbed", true, regs_command},
    UserCommand{"flash-test", "[FILE] [-area ADDRESS]",
                "test the external chip: erase and program 64 KiB, then restore them", true,
                flash_test_command},
    UserCommand{"protect", "BANK | ADDRESS COUNT",
                "protect these bytes from erase and program, by the chip's bits", true, protect_command},
    UserCommand{"unprotect", "BANK | ADDRESS COUNT", "remove that protection; the answer says for how long",
                true, unprotect_command},
    UserCommand{"option", "[NAME [VALUE [mass-erase | boot-elsewhere]]] [-dry-run]",
                "the microcontroller's option bytes: list, show, write", true, option_command},
    UserCommand{"clock", "[FREQUENCY]", "the flash clock while programming; never above what is safe", true,
                clock_command},
    UserCommand{"core", "", "whether the core must be reset before it runs on", true, core_command},
    UserCommand{"journal", "[list | restore [NUMBER] | discard [NUMBER] | on | off]",
                "bytes outside an image that a job, cut off, did not write back", false, journal_command},
    UserCommand{"atomic", "[on | off]", "whether a changed application starts whole or not at all", false,
                atomic_command},
    UserCommand{"pins", "MCU [PIN | SIGNAL [PIN]]",
                "which pins of an STM32 carry which signals of a serial memory; needs no target", false,
                pins_command},
    UserCommand{"board-from", "FILE.ioc [-o FILE [-force]] [-name NAME] [FACT=VALUE]...",
                "a board's file made of a project of STM32CubeMX; needs no target", false,
                board_from_command},
    UserCommand{"loader-info", "FILE",
                "what another tool's flash loader says of itself, needs and gets wrong; needs no target",
                false, loader_info_command},
    UserCommand{"export", "flm|stldr|probe-rs|pyocd [BANK] [-o FILE] [-sector SIZE]",
                "a flash loader for another tool, made of the board's facts; needs no target", false,
                export_command},
    UserCommand{"help", "", "this text", false, help_command},
};

Answer help_command(const CommandCall&) {
    Answer answer{Json::array(), "xspi board NAME {FACTS}: declare a board; see docs/adding-a-board.md\n"};
    for (const UserCommand& command : kCommands) {
        answer.json.push_back({{"command", command.name}, {"usage", command.usage}, {"help", command.help}});
        answer.text += fmt::format("xspi {}{}{}: {}\n", command.name, *command.usage ? " " : "",
                                   command.usage, command.help);
    }
    answer.text += "Each accepts -json.\n";
    return answer;
}

const UserCommand& find_command(const std::string& name) {
    for (const UserCommand& command : kCommands)
        if (name == command.name) return command;
    throw Failure("XSPI-0110", "`xspi {}` is not a command; `xspi help` lists them", name);
}

std::string command_names() {
    std::string names;
    for (const UserCommand& command : kCommands)
        names += fmt::format("{}{}", names.empty() ? "" : ", ", command.name);
    return names;
}

Answer run(Programmer& programmer, std::span<const std::string> words, bool initialised) {
    if (words.empty())
        throw Failure("XSPI-0701", "`xspi` needs the name of a command: {}; `xspi help` explains them",
                      command_names());
    const UserCommand& command = find_command(words.front());
    if (command.needs_init && !initialised)
        throw Failure("XSPI-0109", "`xspi {}` needs the target: run `init` first", command.name);
    return command.run({programmer, {words.begin() + 1, words.end()}});
}

// OpenOCD adds one.
std::string without_last_newline(std::string text) {
    if (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

} // namespace

std::span<const UserCommand> command_table() { return kCommands; }

void run_command(Programmer& programmer, std::span<const std::string> words, bool initialised,
                 const Print& print) {
    std::vector<std::string> without_json(words.begin(), words.end());
    const bool json = std::erase(without_json, "-json") != 0;
    try {
        const Answer answer = run(programmer, without_json, initialised);
        print(json ? answer.json.dump() : without_last_newline(answer.text));
    } catch (const Failure& failure) {
        if (json) {
            const Json error{{"error", {{"id", failure.id()}, {"message", failure.sentence()}}}};
            print(error.dump());
        }
        throw;
    }
}

} // namespace xspi
