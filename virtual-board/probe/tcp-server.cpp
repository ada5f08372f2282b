#include "probe/tcp-server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace vb {

namespace {
[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }
} // namespace

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

void TcpServer::serve(const Callbacks& callbacks, Pacing& pacing, const std::atomic<bool>& stop) {
    ClientServer server;
    server.add(listener_.get(), callbacks);
    server.serve(pacing, stop);
}

} // namespace vb
