#include "program/pacing.hpp"

#include "time-shim/clock-page.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace vb {

void Runner::run_until(Picoseconds to, const std::function<void()>& progress) {
    constexpr Picoseconds slice = 10 * kPerMillisecond;
    while (now() < to && !stop_) {
        executive_.run_until(std::min(to, now() + slice));
        if (progress) progress();
    }
}

void WallPacing::idle() {
    const auto now = Clock::now();
    if (now <= last_) return;
    const auto passed = std::min<Clock::duration>(now - last_, kMostAtOnce);
    const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(passed).count();
    runner_.run_until(runner_.now() + Picoseconds(nanoseconds) * kPerNanosecond);
    last_ = now;
}

namespace {

[[noreturn]] void fail(const std::string& path) {
    throw std::system_error(errno, std::generic_category(), path);
}

ClockPage* map_page(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) fail(path);
    const bool sized = ftruncate(fd, sizeof(ClockPage)) == 0;
    void* const memory =
        sized ? mmap(nullptr, sizeof(ClockPage), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
    const int reason = errno;
    ::close(fd);
    errno = reason;
    if (memory == MAP_FAILED) fail(path);
    return static_cast<ClockPage*>(memory);
}

} // namespace

ClockPagePacing::ClockPagePacing(const std::string& path, Runner runner)
    : runner_(runner), page_(map_page(path)) {
    page_->client_ns = 0;
    after_message();
    page_->magic = ClockPage::kMagic;
}

ClockPagePacing::~ClockPagePacing() { munmap(page_, sizeof *page_); }

void ClockPagePacing::before_message() { runner_.run_until(page_->client_ns * kPerNanosecond); }

void ClockPagePacing::after_message() { page_->board_ns = runner_.now() / kPerNanosecond; }

} // namespace vb
