// build/stm32-opts: a microcontroller's option bytes by name, through OpenOCD.
#include "openocd-driver/shell/option-request.hpp"
#include "openocd-driver/shell/run-openocd.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>

namespace {

using namespace xspi;
using namespace xspi::shell;

void say(std::FILE* where, const std::string& text) {
    std::fputs(text.c_str(), where);
    std::fflush(where);
}

Json error_json(const std::string& id, const std::string& message) {
    return {{"error", {{"id", id}, {"message", message}}}};
}

// An answer, or why there is none; of OpenOCD's own errors the last ones with an id of ours count.
Json answer_of(const OpenOcdRun& run, const std::string& noticed) {
    if (!run.answer.empty()) return Json::parse(run.answer, nullptr, false);
    // Only its board's file can say what the flash is fitted with that such a part cannot do without.
    const std::string more = noticed.starts_with("XSPI-0136")
                                 ? "; with this microcontroller name its board's file, --board board/….cfg"
                                 : "";
    const std::size_t colon = noticed.find(": ");
    if (colon != std::string::npos)
        return error_json(noticed.substr(0, colon), noticed.substr(colon + 2) + more);
    return error_json("XSPI-0741",
                      fmt::format("OpenOCD ended with status {} and without an answer{}{}", run.status,
                                  run.last_errors.empty() ? "" : ": ", run.last_errors));
}

int run(const OptionRequest& request, bool json) {
    std::string noticed;
    const auto heed = [&](const std::string& line) {
        const std::string notice = notice_in(line);
        if (notice.empty()) return;
        if (line.starts_with("Error: ")) {
            if (noticed.empty()) noticed = notice;
        } else if (!json) {
            say(stderr, notice + "\n");
        }
    };
    const OpenOcdRun done = run_openocd(
        openocd_beside_us(), [&](const std::string& channel) { return openocd_arguments(request, channel); },
        heed);
    Json answer = answer_of(done, noticed);
    if (answer.is_discarded())
        answer = error_json("XSPI-0741", fmt::format("OpenOCD's answer is cut off: {}", done.answer));
    const bool failed = answer.contains("error");
    if (json)
        say(stdout, answer.dump() + "\n");
    else if (failed)
        say(stderr, error_text(answer) + "\n");
    else
        say(stdout, answer_text(request, answer));
    return failed ? 1 : 0;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Reads and writes the option bytes of an STM32 by name, through OpenOCD.\n"
                 "stm32-opts --chip STM32F767ZI                 lists all\n"
                 "stm32-opts --chip STM32F767ZI ndbank          shows one\n"
                 "stm32-opts --chip STM32F767ZI ndbank false    writes it"};
    OptionRequest request;
    bool json = false;
    auto* chip = app.add_option("--chip", request.chip, "the microcontroller, such as STM32F767ZI");
    app.add_option("--board", request.board, "a board's file instead, such as board/nucleo_h7s3l8.cfg")
        ->excludes(chip);
    app.add_option("--probe", request.connection.probe,
                   "stlink (default), jlink, cmsis-dap, or an interface file of OpenOCD's");
    app.add_option("--serial", request.connection.serial,
                   "the probe's serial number, where there are several");
    app.add_option("--virtual", request.connection.virtual_port,
                   "the virtual board at this port, in place of a probe")
        ->check(CLI::Range(1, 65535));
    app.add_flag("--dry-run", request.dry_run, "only say what would be written");
    app.add_flag("--json", json, "print one line for programs");
    app.add_option("NAME", request.name, "an option byte, in upper or lower case");
    app.add_option("VALUE", request.value, "a number, true, false, or a word such as single");
    app.add_option("CONSENT", request.consent, "mass-erase or boot-elsewhere, where that is asked for");
    CLI11_PARSE(app, argc, argv);
    if (request.chip.empty() && request.board.empty()) {
        const std::string missing = "which microcontroller? --chip STM32F767ZI, or a board's file by --board";
        say(json ? stdout : stderr,
            json ? error_json("XSPI-0742", missing).dump() + "\n" : "XSPI-0742: " + missing + "\n");
        return 1;
    }
    if (request.value.empty()) request.dry_run = false;
    return run(request, json);
}
