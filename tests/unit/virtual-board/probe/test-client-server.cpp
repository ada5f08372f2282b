#include "probe/client-server.hpp"
#include "probe/socket-file.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/program/temporary-folder.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <system_error>
#include <thread>

using namespace vb;
using namespace vb::test;

namespace {
// Answers every byte with its own.
struct Says : Conversation {
    explicit Says(std::uint8_t byte) : byte_(byte) {}
    std::optional<std::size_t> take(std::span<const std::uint8_t> bytes,
                                    std::vector<std::uint8_t>& reply) override {
        if (bytes.empty()) return std::nullopt;
        reply.push_back(byte_);
        return 1;
    }
    std::uint8_t byte_;
};

struct NoPacing : Pacing {
    void before_message() override {}
    void after_message() override {}
    int idle_milliseconds() const override { return 10; }
    void idle() override {}
};

Descriptor client_of(const std::string& path) {
    Descriptor client(socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, path.c_str());
    REQUIRE(connect(client.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    return client;
}

char answer(const Descriptor& client) {
    char byte = '?';
    REQUIRE(write(client.get(), &byte, 1) == 1);
    REQUIRE(read(client.get(), &byte, 1) == 1);
    return byte;
}
} // namespace

TEST_CASE("Clients of two sockets are served at the same time, each by its own conversation") {
    TemporaryFolder folder;
    SocketFile one(folder.file("one")), other(folder.file("other"));
    std::atomic<bool> stop{false};
    NoPacing pacing;
    ClientServer server;
    unsigned left = 0;
    const auto callbacks = [&left](char says) {
        return ClientServer::Callbacks{[says] { return std::make_unique<Says>(says); }, [] {},
                                       [&left] { ++left; }};
    };
    server.add(one.listener(), callbacks('1'));
    server.add(other.listener(), callbacks('2'));
    std::thread thread([&] { server.serve(pacing, stop); });
    {
        const Descriptor first = client_of(folder.file("one")), second = client_of(folder.file("other"));
        for (unsigned n = 0; n < 3; ++n) {
            CHECK(answer(first) == '1');
            CHECK(answer(second) == '2');
        }
    }
    const Descriptor next = client_of(folder.file("one"));
    CHECK(answer(next) == '1');
    stop = true;
    thread.join();
    CHECK(left == 3);
}

TEST_CASE("A socket's file goes with it; one that was left behind is replaced, anything else is not") {
    TemporaryFolder folder;
    const std::string path = folder.file("usb");
    {
        const SocketFile used(path);
        CHECK_THROWS_AS(SocketFile(path), std::system_error);
    }
    CHECK(folder.files() == 0);
    {
        Descriptor dead(socket(AF_UNIX, SOCK_STREAM, 0));
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        std::strcpy(address.sun_path, path.c_str());
        REQUIRE(bind(dead.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    }
    CHECK(folder.files() == 1);
    { const SocketFile again(path); }
    folder.write("usb", {1, 2, 3});
    CHECK_THROWS_AS(SocketFile(path), std::system_error);
    CHECK(folder.read("usb").size() == 3);
    CHECK_THROWS_AS(SocketFile(folder.file(std::string(200, 'x'))), std::system_error);
}
