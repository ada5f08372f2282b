#include "program/led-trace.hpp"

#include "program/usage-error.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace vb {

namespace {
constexpr Picoseconds kPeriod = 100 * kPerMicrosecond;
char code(std::size_t led) { return char('!' + led); } // VCD's short names

// The contents of an earlier run go; the stream has a descriptor of its own.
std::FILE* stream_of(OwnedFile& file) {
    std::FILE* stream = nullptr;
    const int copy = fcntl(file.descriptor(), F_DUPFD_CLOEXEC, 0);
    if (copy >= 0 && (!file.is_regular() || ftruncate(copy, 0) == 0)) stream = fdopen(copy, "w");
    if (!stream) throw std::system_error(errno, std::generic_category());
    file.keep();
    return stream;
}
} // namespace

LedTrace::LedTrace(const std::string& path, Board& board) try
    : board_(board), path_(path), owned_(path, O_WRONLY), file_(stream_of(owned_)) {
    header(board.leds());
} catch (const std::system_error& error) {
    throw UsageError("VB-CLI-009", fmt::format("--trace {}: it cannot be written: {}", path,
                                               std::strerror(error.code().value())));
}

bool LedTrace::flush() {
    if (std::fflush(file_.get()) == 0 && !std::ferror(file_.get())) return !failed_;
    if (!failed_)
        fmt::print(stderr, "virtual-board: VB-CLI-009: --trace {}: it cannot be written: {}\n", path_,
                   std::strerror(errno));
    failed_ = true;
    return false;
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
