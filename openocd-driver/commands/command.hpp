// The `xspi` commands of OpenOCD's command line. Each says its result once, as facts; text and JSON are made
// of them.
#pragma once
#include "openocd-driver/answer.hpp"
#include "openocd-driver/programmer.hpp"

#include <fmt/format.h>

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace xspi {

struct CommandCall {
    Programmer& programmer;
    std::vector<std::string> words; // after the command's name, without -json
};

struct UserCommand {
    const char* name;
    const char* usage; // what follows the name
    const char* help;
    bool needs_init;                        // it talks to the target, which is there after `init` only
    Answer (*run)(const CommandCall& call); // Throws Failure
};

std::span<const UserCommand> command_table();

// words: the command's name and what follows it, and -json anywhere. initialised: `init` has been done.
// Throws Failure, XSPI-0701 without a name; with -json the failure is printed as {"error": {"id", "message"}}
// before.
using Print = std::function<void(const std::string& text)>;
void run_command(Programmer& programmer, std::span<const std::string> words, bool initialised,
                 const Print& print);

// ---- What several commands need

// "0x70000000" or decimal. Throws Failure XSPI-0702.
std::uint32_t parse_number(const std::string& what, const std::string& text);
// "200MHz", in Hz. Throws Failure XSPI-0447.
std::uint32_t parse_frequency(const std::string& text);
// The bank of that name, or the only external one if the word is missing. Throws Failure XSPI-0703.
Bank& bank_named(const CommandCall& call, std::size_t word);
inline Bank& external_bank(const CommandCall& call) { return bank_named({call.programmer, {}}, 0); }
// The bank that holds all of [address, address + length). Throws Failure XSPI-0704.
Bank& bank_holding(const CommandCall& call, std::uint32_t address, std::uint64_t length);
// The same for a range that may go on from one bank into the next, as a microcontroller's internal flash
// does: cut between them, ascending.
struct BankPart {
    Bank* bank;
    FlashRange range;
};
std::vector<BankPart> parts_in_banks(const CommandCall& call, std::uint32_t address, std::uint32_t length);
void expect_words(const CommandCall& call, const char* usage, std::size_t least,
                  std::size_t most);  // XSPI-0701
std::string hex(std::uint32_t value); // 0x70000000

// ---- One function per command, in the file of its name or its noun

Answer info_command(const CommandCall& call);
Answer read_command(const CommandCall& call);
Answer dump_command(const CommandCall& call);
Answer erase_command(const CommandCall& call);
Answer plan_command(const CommandCall& call);
Answer map_command(const CommandCall& call);
Answer unmap_command(const CommandCall& call);
Answer reset_command(const CommandCall& call);
Answer regs_command(const CommandCall& call);
Answer flash_test_command(const CommandCall& call);
Answer option_command(const CommandCall& call);
Answer protect_command(const CommandCall& call);
Answer unprotect_command(const CommandCall& call);
Answer clock_command(const CommandCall& call);
Answer core_command(const CommandCall& call);
Answer journal_command(const CommandCall& call); // journal.cpp
Answer atomic_command(const CommandCall& call);  // journal.cpp
Answer pins_command(const CommandCall& call);
Answer board_from_command(const CommandCall& call);
Answer loader_info_command(const CommandCall& call);
Answer export_command(const CommandCall& call);

} // namespace xspi
