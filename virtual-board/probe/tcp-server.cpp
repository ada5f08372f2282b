#include "probe/tcp-server.hpp"

#include "probe/protocol-error.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <fcntl.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace vb {

namespace {

using Clock = std::chrono::steady_clock;
// A client that stops in the middle of a message, or does not take its answer, for so long is dropped.
constexpr auto kStuck = std::chrono::seconds(5);
// A silent client may stay (a debugger with polling off), but not while another one waits so long.
constexpr auto kSilentWhileAnotherWaits = std::chrono::seconds(30);

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

void set_client_options(int fd) {
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const timeval stuck = {std::chrono::seconds(kStuck).count(), 0};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &stuck, sizeof stuck);
}

bool send_all(int fd, std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        bytes = bytes.subspan(std::size_t(sent));
    }
    return true;
}

} // namespace

int Descriptor::release() { return std::exchange(fd_, -1); }
Descriptor::~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
}
Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

TcpServer::TcpServer(std::uint16_t port) : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (listener_.get() < 0) fail("socket");
    const int on = 1;
    setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_.get(), generic, sizeof address) < 0) fail("bind");
    if (listen(listener_.get(), 8) < 0) fail("listen");
    socklen_t length = sizeof address;
    if (getsockname(listener_.get(), generic, &length) < 0) fail("getsockname");
    port_ = ntohs(address.sin_port);
}

bool TcpServer::another_waits() const {
    pollfd entry = {listener_.get(), POLLIN, 0};
    return poll(&entry, 1, 0) > 0;
}

TcpServer::Wait TcpServer::wait(int fd, Pacing& pacing, const Callbacks& callbacks,
                                const std::atomic<bool>& stop) {
    // Termination signals stay blocked outside ppoll(), so that one between the test and the wait is not
    // lost.
    sigset_t blocked, during;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    sigprocmask(SIG_BLOCK, &blocked, &during);
    pollfd entry = {fd, POLLIN, 0};
    const int milliseconds = pacing.idle_milliseconds();
    const timespec timeout = {milliseconds / 1000, (milliseconds % 1000) * 1'000'000L};
    const int ready = stop ? 0 : ppoll(&entry, 1, milliseconds < 0 ? nullptr : &timeout, &during);
    sigprocmask(SIG_SETMASK, &during, nullptr);
    if (stop) return Wait::Stop;
    if (ready > 0) return Wait::Readable;
    if (ready < 0 && errno != EINTR) return Wait::Gone;
    pacing.idle();
    callbacks.progress();
    return Wait::Idle;
}

void TcpServer::converse(int client, Conversation& conversation, const Callbacks& callbacks, Pacing& pacing,
                         const std::atomic<bool>& stop) {
    std::vector<std::uint8_t> pending, reply;
    auto heard = Clock::now();
    for (;;) {
        switch (wait(client, pacing, callbacks, stop)) {
        case Wait::Stop:
        case Wait::Gone: return;
        case Wait::Idle: {
            const auto silent = Clock::now() - heard;
            if (!pending.empty() && silent > kStuck)
                throw ProtocolError("stopped in the middle of a message");
            if (silent > kSilentWhileAnotherWaits && another_waits())
                throw ProtocolError("was silent while another client waited");
            continue;
        }
        case Wait::Readable: break;
        }
        std::uint8_t chunk[16384];
        const ssize_t got = recv(client, chunk, sizeof chunk, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return; // closed or reset: the client has left
        heard = Clock::now();
        pending.insert(pending.end(), chunk, chunk + got);
        std::size_t used = 0;
        pacing.before_message();
        while (!stop) {
            reply.clear();
            const auto size = conversation.take(std::span(pending).subspan(used), reply);
            if (!size) break;
            used += *size;
            pacing.after_message();
            callbacks.progress();
            if (!send_all(client, reply)) throw ProtocolError("does not take its answer");
        }
        pending.erase(pending.begin(), pending.begin() + std::ptrdiff_t(used));
    }
}

void TcpServer::serve(const Callbacks& callbacks, Pacing& pacing, const std::atomic<bool>& stop) {
    while (!stop) {
        const Wait result = wait(listener_.get(), pacing, callbacks, stop);
        if (result == Wait::Gone) fail("poll");
        if (result != Wait::Readable) continue;
        const Descriptor client(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (client.get() < 0) continue; // it went away before it was accepted
        set_client_options(client.get());
        try {
            const auto conversation = callbacks.client_came();
            converse(client.get(), *conversation, callbacks, pacing, stop);
        } catch (const ProtocolError& error) {
            fmt::print(stderr, "virtual-board: client dropped: {}\n", error.what());
        }
        callbacks.client_left();
    }
}

} // namespace vb
