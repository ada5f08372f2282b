#include "program/report.hpp"

#include "program/write-file.hpp"

#include <fmt/core.h>

namespace vb {

using Json = nlohmann::ordered_json;

namespace {

Json violations(const Violations& list) {
    Json result = Json::array();
    for (const auto& violation : list.all())
        result.push_back({{"time", double(violation.time) / double(kPerSecond)},
                          {"pc", fmt::format("{:#010x}", violation.pc)},
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
    report["chip_bytes_read"] = flash.chip_bytes_read;
    report["entered_external_flash"] = entered(board);
    report["leds"] = leds(board);
    report["serial"] = board.serial();
    report["swd"] = {{"transactions", probe.swd.transactions}, {"bytes", probe.swd.bytes}};
    report["usb"] = {{"commands", probe.usb_commands}};
    return report;
}

bool write_report(const std::string& path, const Json& report) {
    // What the target printed may be anything: bytes that are no UTF-8 are replaced, never a reason to fail.
    const std::string text = report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    if (write_file(path, text.data(), text.size())) return true;
    fmt::print(stderr, "virtual-board: VB-RPT-001: {} cannot be written\n", path);
    return false;
}

} // namespace vb
