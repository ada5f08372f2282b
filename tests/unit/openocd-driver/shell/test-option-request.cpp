// What build/stm32-opts asks OpenOCD for, and what it makes of the answer.
#include "openocd-driver/shell/option-request.hpp"
#include "tests/unit/catch.hpp"

#include <algorithm>

using namespace xspi;
using namespace xspi::shell;

namespace {
OptionRequest of_f767() {
    OptionRequest request;
    request.chip = "STM32F767ZI";
    request.name = "ndbank";
    return request;
}
std::string last(const OptionRequest& request) { return openocd_arguments(request, "/dev/fd/5").back(); }
bool has(const OptionRequest& request, const std::string& command) {
    const auto arguments = openocd_arguments(request, "x");
    return std::count(arguments.begin(), arguments.end(), command) == 1;
}
} // namespace

TEST_CASE("a board is made of the microcontroller alone, or is the one that is named") {
    OptionRequest request = of_f767();
    CHECK(has(request, "xspi board stm32-opts mcu\\ STM32F767ZI"));
    request.board = "board/nucleo_h7s3l8.cfg";
    CHECK(has(request, "source [find board/nucleo_h7s3l8.cfg]"));
}

TEST_CASE("what is asked for is read, written or rehearsed") {
    OptionRequest request = of_f767();
    CHECK(last(request) == "stm32_opts_answer /dev/fd/5 read ndbank");
    request.value = "false";
    CHECK(last(request) == "stm32_opts_answer /dev/fd/5 write ndbank\\ false");
    request.dry_run = true;
    CHECK(last(request) == "stm32_opts_answer /dev/fd/5 rehearse ndbank\\ false");
    request = {};
    request.chip = "STM32F767ZI";
    CHECK(last(request) == "stm32_opts_answer /dev/fd/5 read {}");
}

TEST_CASE("the probe is the one that is asked for") {
    OptionRequest request = of_f767();
    request.connection.probe = "jlink";
    request.connection.serial = "0 [exit]";
    request.connection.virtual_port = 7184;
    CHECK(has(request, "set XSPI_PROBE jlink"));
    CHECK(has(request, "set XSPI_SERIAL 0\\ \\[exit\\]"));
    CHECK(has(request, "set VIRTUAL_BOARD 7184"));
}

TEST_CASE("a word of the user's is one word of Tcl, whatever it holds") {
    CHECK(tcl_word("") == "{}");
    CHECK(tcl_word("a b") == "a\\ b");
    CHECK(tcl_word("$x[y]{z}\"\\;") == "\\$x\\[y\\]\\{z\\}\\\"\\\\\\;");
}

TEST_CASE("the answer is told by name, value and meaning") {
    OptionRequest request = of_f767();
    Json answer = {
        {"options", {{{"name", "nDBANK"}, {"value", 1}, {"word", "single"}, {"meaning", "banks"}}}}};
    CHECK(answer_text(request, answer) == "nDBANK = 0x1 (single)   banks\n");
    request.value = "true";
    answer["changed"] = false;
    CHECK(answer_text(request, answer) == "nDBANK = 0x1 (single)   banks\nno change: it has this value\n");
    answer["changed"] = true;
    CHECK(answer_text(request, answer) ==
          "nDBANK = 0x1 (single)   banks\nchanged, and read back after a reset\n");
}

TEST_CASE("of OpenOCD's log the lines with our ids are for the user") {
    CHECK(notice_in("Warn : XSPI-0450: nDBANK = 0") == "XSPI-0450: nDBANK = 0");
    CHECK(notice_in("Error: XSPI-0216: no probe") == "XSPI-0216: no probe");
    CHECK(notice_in("Info : clock speed 4000 kHz").empty());
    CHECK(notice_in("Info : something that tells of XSPI-0216").empty());
    CHECK(error_text({{"error", {{"id", "XSPI-0441"}, {"message", "no"}}}}) == "XSPI-0441: no");
}
