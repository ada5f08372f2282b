// Serves the clients of one or more listening sockets in a single thread, one client a socket at a time.
#pragma once
#include "probe/pacing.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace vb {

// A file descriptor with an owner.
class Descriptor {
  public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();
    int get() const { return fd_; }
    int release();

  private:
    int fd_;
};

// What a protocol does with the bytes. One object serves one client.
class Conversation {
  public:
    virtual ~Conversation() = default;
    // Consumes one message from the front of `bytes`: its size, or nothing while it is incomplete. Throws
    // ProtocolError when the connection cannot go on.
    virtual std::optional<std::size_t> take(std::span<const std::uint8_t> bytes,
                                            std::vector<std::uint8_t>& reply) = 0;
};

class ClientServer {
  public:
    struct Callbacks {
        std::function<std::unique_ptr<Conversation>()> client_came;
        std::function<void()> progress; // after every message and every idle step
        std::function<void()> client_left;
    };
    // listener: a socket that listens, and outlives the server.
    void add(int listener, Callbacks callbacks);
    // Serves until `stop` is set by a signal handler (signals are let in only while waiting, so none is
    // missed). Throws std::system_error when it cannot wait any more.
    void serve(Pacing& pacing, const std::atomic<bool>& stop);

  private:
    using Clock = std::chrono::steady_clock;
    struct Service {
        int listener;
        Callbacks callbacks;
        Descriptor client = Descriptor();
        std::unique_ptr<Conversation> conversation = nullptr;
        std::vector<std::uint8_t> pending = {};
        Clock::time_point heard = {};
    };
    bool wait(Pacing& pacing, const std::atomic<bool>& stop);
    void accept(Service& service);
    void hear(Service& service, Pacing& pacing, const std::atomic<bool>& stop);
    void look_at_silence(Service& service);
    void leave(Service& service);

    std::vector<Service> services_;
    std::vector<bool> readable_;
};

} // namespace vb
