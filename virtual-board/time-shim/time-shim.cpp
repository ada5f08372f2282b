// Preloaded into a client of the virtual board (OpenOCD): its clock and its sleeps become the board's virtual
// time.
//
//   XSPI_VIRTUAL_CLOCK=FILE LD_PRELOAD=…/time-shim.so openocd …       with   virtual-board … --clock FILE
//
// Without the variable, or if FILE is no clock page, everything goes to the C library as if the shim were not
// there. A wait on descriptors waits in earnest, and its timeout is added to the virtual clock only if it
// really expired: an idle OpenOCD then passes virtual time as fast as real time, and a batch of commands
// never waits.
#include "clock-page.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace {

constexpr std::uint64_t kNsPerSecond = 1'000'000'000;
constexpr int kPatience = 60;

template <typename Function> Function* next(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

vb::ClockPage* map_page() {
    const char* const path = std::getenv("XSPI_VIRTUAL_CLOCK");
    if (!path || !*path) return nullptr;
    const int fd = ::open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return nullptr;
    // A shorter file would be a bus error at the first look.
    const bool whole = lseek(fd, 0, SEEK_END) >= off_t(sizeof(vb::ClockPage));
    void* const memory =
        whole ? mmap(nullptr, sizeof(vb::ClockPage), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
    ::close(fd);
    if (memory == MAP_FAILED) return nullptr;
    auto* const page = static_cast<vb::ClockPage*>(memory);
    return page->magic == vb::ClockPage::kMagic ? page : nullptr;
}

vb::ClockPage* page() {
    static vb::ClockPage* const mapped = map_page();
    return mapped;
}

std::uint64_t now_ns() {
    const std::uint64_t board = page()->board_ns, client = page()->client_ns;
    return board > client ? board : client;
}

void sleep_ns(std::uint64_t duration) { page()->client_ns = now_ns() + duration; }

std::uint64_t to_ns(const timespec& time) { return std::uint64_t(time.tv_sec) * kNsPerSecond + time.tv_nsec; }
std::uint64_t to_ns(const timeval& time) {
    return std::uint64_t(time.tv_sec) * kNsPerSecond + time.tv_usec * 1000;
}

timespec to_timespec(std::uint64_t ns) { return {time_t(ns / kNsPerSecond), long(ns % kNsPerSecond)}; }

bool is_processor_time(clockid_t clock) {
    return clock < 0 || clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID;
}

bool is_calendar(clockid_t clock) {
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

std::uint64_t clock_ns(clockid_t clock) {
    return now_ns() + (is_calendar(clock) ? vb::ClockPage::kEpochSeconds * kNsPerSecond : 0);
}

} // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
    static auto* const real = next<int(clockid_t, timespec*)>("clock_gettime");
    if (!page() || is_processor_time(clock)) return real(clock, time);
    *time = to_timespec(clock_ns(clock));
    return 0;
}

int gettimeofday(timeval* time, void* zone) noexcept {
    static auto* const real = next<int(timeval*, void*)>("gettimeofday");
    if (!page()) return real(time, zone);
    const timespec now = to_timespec(clock_ns(CLOCK_REALTIME));
    *time = {now.tv_sec, now.tv_nsec / 1000};
    return 0;
}

time_t time(time_t* result) noexcept {
    static auto* const real = next<time_t(time_t*)>("time");
    if (!page()) return real(result);
    const time_t now = time_t(clock_ns(CLOCK_REALTIME) / kNsPerSecond);
    if (result) *result = now;
    return now;
}

int usleep(useconds_t duration) {
    static auto* const real = next<int(useconds_t)>("usleep");
    if (!page()) return real(duration);
    sleep_ns(duration * 1000ull);
    return 0;
}

unsigned sleep(unsigned duration) {
    static auto* const real = next<unsigned(unsigned)>("sleep");
    if (!page()) return real(duration);
    sleep_ns(duration * kNsPerSecond);
    return 0;
}

int nanosleep(const timespec* duration, timespec* left) {
    static auto* const real = next<int(const timespec*, timespec*)>("nanosleep");
    if (!page()) return real(duration, left);
    sleep_ns(to_ns(*duration));
    return 0;
}

int clock_nanosleep(clockid_t clock, int flags, const timespec* until, timespec* left) {
    static auto* const real = next<int(clockid_t, int, const timespec*, timespec*)>("clock_nanosleep");
    if (!page() || is_processor_time(clock)) return real(clock, flags, until, left);
    const std::uint64_t now = clock_ns(clock), wanted = to_ns(*until);
    if (!(flags & TIMER_ABSTIME))
        sleep_ns(wanted);
    else if (wanted > now)
        sleep_ns(wanted - now);
    return 0;
}

int select(int count, fd_set* reads, fd_set* writes, fd_set* errors, timeval* timeout) {
    static auto* const real = next<int(int, fd_set*, fd_set*, fd_set*, timeval*)>("select");
    if (!page() || !timeout) return real(count, reads, writes, errors, timeout);
    const std::uint64_t duration = to_ns(*timeout);
    const bool watches = reads || writes || errors;
    const int ready = watches ? real(count, reads, writes, errors, timeout) : 0;
    if (ready == 0) sleep_ns(duration);
    return ready;
}

int poll(pollfd* entries, nfds_t count, int timeout) {
    static auto* const real = next<int(pollfd*, nfds_t, int)>("poll");
    if (!page() || timeout < 0) return real(entries, count, timeout);
    const int ready = count ? real(entries, count, timeout) : 0;
    if (ready == 0) sleep_ns(std::uint64_t(timeout) * 1'000'000);
    return ready;
}

// The board answers when it has simulated the time that its client slept, which may take it far longer. A
// limit for real seconds is kept all the same, so that a board that hangs does not hang its client for ever.
int setsockopt(int socket, int level, int option, const void* value, socklen_t size) noexcept {
    static auto* const real = next<int(int, int, int, const void*, socklen_t)>("setsockopt");
    if (!page() || level != SOL_SOCKET || option != SO_RCVTIMEO || size != sizeof(timeval))
        return real(socket, level, option, value, size);
    timeval stretched;
    std::memcpy(&stretched, value, sizeof stretched);
    stretched.tv_sec *= kPatience;
    return real(socket, level, option, &stretched, size);
}

} // extern "C"
