// Command lines, and what their options and faults say of a board.
#include "program/options.hpp"
#include "core/board.hpp"
#include "program/usage-error.hpp"
#include "tests/fuzz/cases.hpp"
#include "tests/fuzz/random.hpp"

#include <stdexcept>

namespace fuzz {

namespace {

const std::vector<std::string> kWords{
    "nucleo-h7s3l8", "--stlink",   "--run",   "--internal", "--external", "--ram",
    "--strict",      "--report",   "--trace", "--clock",    "--option",   "--fault",
    "--press",       "--jlink",    "--usb",   "--",         "-",          "=",
    "--usb-latency", "--stlink=0", "USER",    "a.bin",      "",           "--report="};
const std::vector<std::string> kValues{"0",
                                       "1",
                                       "-1",
                                       "010",
                                       " 7",
                                       "65535",
                                       "65536",
                                       "0xFF",
                                       "0x",
                                       "1e9",
                                       "18446744073709551616",
                                       "2s",
                                       "10us",
                                       "0.1s",
                                       "1.s",
                                       "-1s",
                                       "99999999s",
                                       "8D",
                                       "worn",
                                       "open",
                                       "0123456789abcdef01234567",
                                       "nan",
                                       "\xFF\xFE"};
const std::vector<std::string> kOptions{
    "CHIP",      "CHIP_TIMING", "CHIP_STATUS",        "CHIP_CONFIGURATION", "CHIP_WPSEL",
    "CHIP_MODE", "CHIP_LEFT",   "CHIP_POWER_UP_MODE", "CHIP_RESET_ON_NRST", "UID",
    "NVSTATE",   "WRPS",        "BOR_LEVEL",          "XSPI2_HSLV",         "ITCM_AXI_SHARE",
    "NO_SUCH"};
const std::vector<std::string> kFaults{"stuck:IO3=0",
                                       "swap:IO2,IO3",
                                       "dqs",
                                       "absent",
                                       "unpowered",
                                       "dead-sector:0x10000",
                                       "protected-sector:0x1FFF000",
                                       "stuck-bit:0x5802480C:15=0",
                                       "no-halt",
                                       "nrst-low",
                                       "reset-at:1ms",
                                       "no-supply",
                                       "supply-lost:#3.5",
                                       "swd",
                                       "unplug:#int2",
                                       "pause:#1",
                                       "second-probe",
                                       "supply-lost:1ms"};

std::string option(Random& random) { return random.pick(kOptions) + "=" + random.pick(kValues); }

std::string word(Random& random) {
    std::string text = random.pick(random.one_in(2) ? kWords : kValues);
    if (random.one_in(6)) text = option(random);
    if (random.one_in(6)) text = random.pick(kFaults);
    if (random.one_in(5)) mutate(text, random);
    return text.c_str(); // an argument ends at its first zero
}

void parse(Random& random) {
    std::vector<std::string> words{"virtual-board", "nucleo-h7s3l8"};
    for (std::size_t n = random.below(8); n > 0; --n) words.push_back(word(random));
    std::vector<const char*> arguments;
    for (const std::string& each : words)
        if (each.rfind("-h", 0) != 0 && each.rfind("--h", 0) != 0)
            arguments.push_back(each.c_str()); // prints
    try {
        (void)vb::parse_options(int(arguments.size()), arguments.data());
    } catch (const vb::UsageError&) {}
}

// Whatever was accepted, the board can be switched on and runs.
void configure(Random& random) {
    const auto board = vb::make_board("nucleo-h7s3l8");
    for (std::size_t n = random.below(4); n > 0; --n) {
        std::string value = random.pick(kValues);
        if (random.one_in(3)) mutate(value, random);
        (void)board->set_option(random.pick(kOptions), value);
    }
    for (std::size_t n = random.below(4); n > 0; --n) {
        std::string why, fault = random.pick(kFaults);
        if (random.one_in(2)) mutate(fault, random);
        if (!board->add_fault(fault, why) && why.empty())
            throw std::logic_error("refused without a sentence");
    }
    board->power_on();
    board->executive().run_until(3 * vb::kPerMillisecond);
}

} // namespace

void options_case(std::uint64_t number) {
    Random random(number);
    for (unsigned n = 0; n < 10; ++n) parse(random);
    if (number % 20 == 0) configure(random);
}

} // namespace fuzz
