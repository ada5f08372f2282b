#include "probe/client-server.hpp"

#include "probe/protocol-error.hpp"

#include <csignal>
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

// A client that stops in the middle of a message, or does not take its answer, for so long is dropped.
constexpr auto kStuck = std::chrono::seconds(5);
// A silent client may stay (a debugger with polling off), but not while another one waits so long.
constexpr auto kSilentWhileAnotherWaits = std::chrono::seconds(30);

void set_client_options(int fd) {
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); // no more than refused on another socket
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

bool another_waits(int listener) {
    pollfd entry = {listener, POLLIN, 0};
    return poll(&entry, 1, 0) > 0;
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

void ClientServer::add(int listener, Callbacks callbacks) {
    services_.push_back({listener, std::move(callbacks)});
}

// Of each service its client, or while there is none who knocks. False: time passed, or it is to stop.
bool ClientServer::wait(Pacing& pacing, const std::atomic<bool>& stop) {
    // Termination signals stay blocked outside ppoll(), so that one between the test and the wait is not
    // lost.
    sigset_t blocked, during;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    sigprocmask(SIG_BLOCK, &blocked, &during);
    std::vector<pollfd> entries;
    for (const Service& service : services_)
        entries.push_back({service.client.get() >= 0 ? service.client.get() : service.listener, POLLIN, 0});
    const int milliseconds = pacing.idle_milliseconds();
    const timespec timeout = {milliseconds / 1000, (milliseconds % 1000) * 1'000'000L};
    const int ready =
        stop ? 0 : ppoll(entries.data(), entries.size(), milliseconds < 0 ? nullptr : &timeout, &during);
    const int error = errno;
    sigprocmask(SIG_SETMASK, &during, nullptr);
    if (ready < 0 && error != EINTR) throw std::system_error(error, std::generic_category(), "poll");
    readable_.clear();
    for (const pollfd& entry : entries) readable_.push_back(ready > 0 && entry.revents);
    return ready > 0;
}

void ClientServer::serve(Pacing& pacing, const std::atomic<bool>& stop) {
    while (!stop) {
        if (!wait(pacing, stop) && !stop) {
            pacing.idle();
            for (Service& service : services_) service.callbacks.progress();
        }
        for (std::size_t i = 0; i < services_.size() && !stop; ++i) {
            Service& service = services_[i];
            if (!readable_[i])
                look_at_silence(service);
            else if (service.client.get() < 0)
                accept(service);
            else
                hear(service, pacing, stop);
        }
    }
    for (Service& service : services_)
        if (service.client.get() >= 0) leave(service);
}

void ClientServer::accept(Service& service) {
    Descriptor client(accept4(service.listener, nullptr, nullptr, SOCK_CLOEXEC));
    if (client.get() < 0) return; // it went away before it was accepted
    set_client_options(client.get());
    service.client = std::move(client);
    service.pending.clear();
    service.heard = Clock::now();
    service.conversation = service.callbacks.client_came();
}

void ClientServer::leave(Service& service) {
    service.conversation.reset();
    service.client = Descriptor();
    service.callbacks.client_left();
}

void ClientServer::look_at_silence(Service& service) {
    if (service.client.get() < 0) return;
    const auto silent = Clock::now() - service.heard;
    const char* const why = !service.pending.empty() && silent > kStuck ? "stopped in the middle of a message"
                            : silent > kSilentWhileAnotherWaits && another_waits(service.listener)
                                ? "was silent while another client waited"
                                : nullptr;
    if (!why) return;
    fmt::print(stderr, "virtual-board: client dropped: {}\n", why);
    leave(service);
}

void ClientServer::hear(Service& service, Pacing& pacing, const std::atomic<bool>& stop) try {
    std::uint8_t chunk[16384];
    const ssize_t got = recv(service.client.get(), chunk, sizeof chunk, 0);
    if (got < 0 && errno == EINTR) return;
    if (got <= 0) return leave(service); // closed or reset: the client has left
    service.heard = Clock::now();
    auto& pending = service.pending;
    pending.insert(pending.end(), chunk, chunk + got);
    std::vector<std::uint8_t> reply;
    std::size_t used = 0;
    pacing.before_message();
    while (!stop) {
        reply.clear();
        const auto size = service.conversation->take(std::span(pending).subspan(used), reply);
        if (!size) break;
        used += *size;
        pacing.after_message();
        service.callbacks.progress();
        if (!send_all(service.client.get(), reply)) throw ProtocolError("does not take its answer");
    }
    pending.erase(pending.begin(), pending.begin() + std::ptrdiff_t(used));
} catch (const ProtocolError& error) {
    fmt::print(stderr, "virtual-board: client dropped: {}\n", error.what());
    leave(service);
}

} // namespace vb
