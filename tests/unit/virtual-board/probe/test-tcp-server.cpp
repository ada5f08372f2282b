#include "probe/protocol-error.hpp"
#include "probe/tcp-server.hpp"
#include "tests/unit/catch.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

using namespace vb;

namespace {

// Messages of four bytes, sent back; 0xFF is malformed.
struct Echo : Conversation {
    std::optional<std::size_t> take(std::span<const std::uint8_t> bytes,
                                    std::vector<std::uint8_t>& reply) override {
        if (!bytes.empty() && bytes[0] == 0xFF) throw ProtocolError("no message");
        if (bytes.size() < 4) return std::nullopt;
        reply.assign(bytes.begin(), bytes.begin() + 4);
        return 4;
    }
};

struct NoPacing : Pacing {
    void before_message() override {}
    void after_message() override {}
    int idle_milliseconds() const override { return 10; }
    void idle() override {}
};

struct Bench {
    Bench() {
        callbacks.client_came = [] { return std::make_unique<Echo>(); };
        callbacks.progress = [] {};
        callbacks.client_left = [this] { ++left; };
        thread = std::thread([this] { server.serve(callbacks, pacing, stop); });
    }
    ~Bench() {
        stop = true;
        thread.join();
    }
    Descriptor client() const {
        Descriptor fd(socket(AF_INET, SOCK_STREAM, 0));
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(server.port());
        REQUIRE(connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        return fd;
    }
    TcpServer server{0};
    TcpServer::Callbacks callbacks;
    NoPacing pacing;
    std::atomic<bool> stop{false};
    std::atomic<int> left{0};
    std::thread thread;
};

bool echoes(int fd) {
    const char message[4] = {1, 2, 3, 4};
    char back[4] = {};
    return send(fd, message, 4, 0) == 4 && recv(fd, back, 4, MSG_WAITALL) == 4 && back[3] == 4;
}

} // namespace

TEST_CASE("clients are served one after another, even after one that died within a message") {
    Bench b;
    CHECK(echoes(b.client().get()));
    {
        const Descriptor dying = b.client();
        REQUIRE(send(dying.get(), "\1\2", 2, 0) == 2);
    }
    CHECK(echoes(b.client().get()));
    for (int n = 0; n < 100 && b.left < 3; ++n) usleep(10000);
    CHECK(b.left == 3);
}

TEST_CASE("malformed input closes that connection and no other") {
    Bench b;
    const Descriptor client = b.client();
    REQUIRE(send(client.get(), "\xFF", 1, 0) == 1);
    char byte = 0;
    CHECK(recv(client.get(), &byte, 1, 0) <= 0);
    CHECK(echoes(b.client().get()));
}

TEST_CASE("messages that arrive together are all answered") {
    Bench b;
    const Descriptor client = b.client();
    REQUIRE(send(client.get(), "abcdefgh", 8, 0) == 8);
    char back[8] = {};
    REQUIRE(recv(client.get(), back, 8, MSG_WAITALL) == 8);
    CHECK(std::string(back, 8) == "abcdefgh");
}
