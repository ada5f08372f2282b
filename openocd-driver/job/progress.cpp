#include "openocd-driver/job/progress.hpp"

#include "openocd-driver/bridge/bridge.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace xspi {

namespace {
constexpr std::int64_t kTerminalMs = 100; // between updates of the line
constexpr unsigned kLogPercent = 25;      // between lines of a log
} // namespace

ProgressLine::ProgressLine(std::string name, TargetPort& target)
    : name_(std::move(name)), target_(target), shown_at_(target.milliseconds()),
      terminal_(isatty(STDERR_FILENO) != 0) {}

void ProgressLine::show(std::uint64_t done, std::uint64_t total) {
    if (total == 0) return;
    auto percent = unsigned(done * 100 / total);
    std::int64_t now = target_.milliseconds();
    if (terminal_) {
        if (now - shown_at_ < kTerminalMs) return;
        fmt::print(stderr, "\r{}: {:3} %", name_, percent);
        std::fflush(stderr);
        open_ = true;
    } else {
        // Short work needs no lines.
        if (now - shown_at_ < 1000 || percent < shown_percent_ + kLogPercent) return;
        bridge_log(BRIDGE_USER, fmt::format("{}: {} %", name_, percent).c_str());
    }
    shown_at_ = now;
    shown_percent_ = percent;
}

void ProgressLine::end() {
    if (open_) fmt::print(stderr, "\r{:40}\r", "");
    open_ = false;
}

} // namespace xspi
