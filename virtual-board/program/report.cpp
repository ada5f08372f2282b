#include "program/report.hpp"

#include <fmt/core.h>

namespace vb {

using Json = nlohmann::ordered_json;

namespace {

std::string word(std::uint32_t value) { return fmt::format("{:#010x}", value); }

Json violations(const Violations& list) {
    Json result = Json::array();
    for (const auto& violation : list.all())
        result.push_back({{"time", double(violation.time) / double(kPerSecond)},
                          {"pc", word(violation.pc)},
                          {"what", violation.what},
                          {"rule", violation.rule}});
    return result;
}

Json erases(const FlashActivity& activity) {
    Json result = Json::object();
    for (const auto& [size, count] : activity.erases) result[std::to_string(size)] = count;
    return result;
}

Json leds(const Board& board) {
    Json result = Json::object();
    for (const auto& led : board.leds()) result[led.name] = {{"toggles", led.toggles}, {"on", led.on}};
    return result;
}

double seconds(Picoseconds time) { return double(time) / double(kPerSecond); }

// "standing": between two frames while a chip stayed selected.
Json spi(const Board& board) {
    Json result = Json::object();
    for (const SerialClock& one : board.serial_clocks())
        result[one.controller] = {{"running", seconds(one.running)},
                                  {"standing", seconds(one.standing)},
                                  {"frames", one.frames},
                                  {"pauses", one.pauses}};
    return result;
}

const char* name_of(CoreMode mode) {
    switch (mode) {
    case CoreMode::no_supply: return "no supply";
    case CoreMode::in_reset: return "in reset";
    case CoreMode::hung: return "hung";
    case CoreMode::running: return "running";
    case CoreMode::sleeping: return "sleeping";
    case CoreMode::halted: return "halted";
    case CoreMode::locked_up: return "locked up";
    }
    return "";
}

Json core(const CoreState& state) {
    Json stack = Json::array();
    for (const std::uint32_t value : state.stack) stack.push_back(word(value));
    return {{"state", name_of(state.mode)}, {"pc", word(state.pc)},     {"sp", word(state.sp)},
            {"lr", word(state.lr)},         {"xpsr", word(state.xpsr)}, {"exception", state.xpsr & 0x1FF},
            {"cfsr", word(state.cfsr)},     {"hfsr", word(state.hfsr)}, {"mmfar", word(state.mmfar)},
            {"bfar", word(state.bfar)},     {"stack", std::move(stack)}};
}

// Of the board's own USB; "commands" are the probe's.
void add_usb(Json& usb, const UsbCounters& counters) {
    usb["transfers"] = counters.transfers;
    usb["bytes_out"] = counters.bytes_out;
    usb["bytes_in"] = counters.bytes_in;
    usb["naks"] = counters.naks;
    usb["stalls"] = counters.stalls;
    usb["timeouts"] = counters.timeouts;
    usb["errors"] = counters.errors;
    usb["attachments"] = counters.attachments;
    usb["resets"] = counters.resets;
    usb["suspends"] = counters.suspends;
    usb["unplugs"] = counters.unplugs;
    usb["late_setups"] = counters.late_setups;
}

Json entered(const Board& board) {
    const auto seconds = board.entered_external_flash();
    return seconds ? Json(*seconds) : Json(nullptr);
}

} // namespace

Json make_report(Board& board, const ProbeActivity& probe) {
    const FlashActivity flash = board.flash_activity();
    Json report;
    report["board"] = board.name();
    report["part"] = board.part();
    report["virtual_seconds"] = board.executive().timeline().seconds();
    report["violations"] = violations(board.violations());
    report["erases"] = erases(flash);
    report["pages_programmed"] = flash.pages_programmed;
    const OperationCounts operations = board.operations();
    report["operations"] = {{"external", operations.external}, {"internal", operations.internal}};
    report["chip_bytes_read"] = flash.chip_bytes_read;
    if (!board.serial_clocks().empty()) report["spi"] = spi(board);
    report["entered_external_flash"] = entered(board);
    report["core"] = core(board.core_state());
    report["leds"] = leds(board);
    report["serial"] = board.serial();
    report["swd"] = {{"transactions", probe.swd.transactions}, {"bytes", probe.swd.bytes}};
    report["usb"] = {{"commands", probe.usb_commands}};
    if (probe.usb) add_usb(report["usb"], *probe.usb);
    return report;
}

// What the target printed may be anything: bytes that are no UTF-8 are replaced, never a reason to fail.
std::string text_of(const Json& report) {
    return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace vb
