// A loopback TCP socket that listens, and the server of its clients.
#pragma once
#include "probe/client-server.hpp"

namespace vb {

class TcpServer {
  public:
    // Binds 127.0.0.1:port (0: any free one) and listens. Throws std::system_error.
    explicit TcpServer(std::uint16_t port);
    std::uint16_t port() const { return port_; }
    int listener() const { return listener_.get(); }

    using Callbacks = ClientServer::Callbacks;
    // Serves clients one after another until `stop` is set.
    void serve(const Callbacks& callbacks, Pacing& pacing, const std::atomic<bool>& stop);

  private:
    Descriptor listener_;
    std::uint16_t port_ = 0;
};

} // namespace vb
