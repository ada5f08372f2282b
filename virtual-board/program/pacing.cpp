#include "program/pacing.hpp"

#include "program/usage-error.hpp"
#include "time-shim/clock-page.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
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

[[noreturn]] void refuse(const std::string& path, const char* why) {
    throw UsageError("VB-CLI-010", fmt::format("--clock {}: {}", path, why));
}

OwnedFile clock_file(const std::string& path) try {
    return OwnedFile(path, O_RDWR);
} catch (const std::system_error& error) { refuse(path, std::strerror(error.code().value())); }

bool made_by_a_board(int descriptor) {
    std::uint64_t magic = 0;
    return pread(descriptor, &magic, sizeof magic, offsetof(ClockPage, magic)) == sizeof magic &&
           magic == ClockPage::kMagic;
}

// Room for it is taken on the disk now: a full one would be a bus error at the first write.
ClockPage* map_page(OwnedFile& file, const std::string& path) {
    const int descriptor = file.descriptor();
    if (!file.is_regular()) refuse(path, "it is a device, not a file");
    if (lseek(descriptor, 0, SEEK_END) != 0 && !made_by_a_board(descriptor))
        refuse(path, "it holds something else than a clock: give the name of a new file");
    const int full = posix_fallocate(descriptor, 0, sizeof(ClockPage));
    if (full != 0) refuse(path, std::strerror(full));
    file.keep();
    void* const memory = mmap(nullptr, sizeof(ClockPage), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED) refuse(path, std::strerror(errno));
    return static_cast<ClockPage*>(memory);
}

} // namespace

ClockPagePacing::ClockPagePacing(const std::string& path, Runner runner)
    : runner_(runner), file_(clock_file(path)), page_(map_page(file_, path)) {
    page_->client_ns = 0;
    after_message();
    page_->magic = ClockPage::kMagic;
}

ClockPagePacing::~ClockPagePacing() { munmap(page_, sizeof *page_); }

void ClockPagePacing::before_message() { runner_.run_until(page_->client_ns * kPerNanosecond); }

void ClockPagePacing::after_message() { page_->board_ns = runner_.now() / kPerNanosecond; }

} // namespace vb
