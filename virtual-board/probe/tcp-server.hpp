// A loopback TCP server for one client at a time.
#pragma once
#include "probe/pacing.hpp"

#include <atomic>
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

class TcpServer {
  public:
    // Binds 127.0.0.1:port (0: any free one) and listens. Throws std::system_error.
    explicit TcpServer(std::uint16_t port);
    std::uint16_t port() const { return port_; }

    struct Callbacks {
        std::function<std::unique_ptr<Conversation>()> client_came;
        std::function<void()> progress; // after every message and every idle step
        std::function<void()> client_left;
    };
    // Serves clients one after another until `stop` is set by a signal handler (signals are let in only while
    // waiting, so none is missed).
    void serve(const Callbacks& callbacks, Pacing& pacing, const std::atomic<bool>& stop);

  private:
    enum class Wait { Readable, Idle, Stop, Gone };
    Wait wait(int fd, Pacing& pacing, const Callbacks& callbacks, const std::atomic<bool>& stop);
    void converse(int client, Conversation& conversation, const Callbacks& callbacks, Pacing& pacing,
                  const std::atomic<bool>& stop);
    bool another_waits() const;

    Descriptor listener_;
    std::uint16_t port_ = 0;
};

} // namespace vb
