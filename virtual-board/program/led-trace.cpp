#include "program/led-trace.hpp"

#include "program/usage-error.hpp"

#include <cerrno>
#include <cstring>

namespace vb {

namespace {
constexpr Picoseconds kPeriod = 100 * kPerMicrosecond;
char code(std::size_t led) { return char('!' + led); } // VCD's short names
} // namespace

LedTrace::LedTrace(const std::string& path, Board& board)
    : board_(board), file_(std::fopen(path.c_str(), "w")) {
    if (!file_)
        throw UsageError("VB-CLI-009",
                         fmt::format("--trace {}: it cannot be written: {}", path, std::strerror(errno)));
    header(board.leds());
}

void LedTrace::header(const std::vector<LedState>& leds) {
    fmt::print(file_.get(), "$timescale 1 us $end\n$scope module {} $end\n", board_.name());
    for (std::size_t n = 0; n < leds.size(); ++n)
        fmt::print(file_.get(), "$var wire 1 {} {} $end\n", code(n), leds[n].name);
    fmt::print(file_.get(), "$upscope $end\n$enddefinitions $end\n");
    last_.assign(leds.size(), -1);
}

void LedTrace::sample() {
    const auto leds = board_.leds();
    bool stamped = false;
    for (std::size_t n = 0; n < leds.size(); ++n) {
        if (last_[n] == int(leds[n].on)) continue;
        if (!stamped) fmt::print(file_.get(), "#{}\n", board_.executive().timeline().now() / kPerMicrosecond);
        stamped = true;
        last_[n] = leds[n].on;
        fmt::print(file_.get(), "{}{}\n", last_[n], code(n));
    }
}

void LedTrace::sample_for_ever() {
    sample();
    board_.executive().timeline().schedule_in(kPeriod, [this] { sample_for_ever(); });
}

} // namespace vb
