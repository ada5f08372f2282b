#include "libusb-stand-in/board-link.hpp"

#include <libusb.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace vb {

namespace {
int board = -1;
bool complained = false;

bool complain(const char* why, const char* path) {
    if (!complained) std::fprintf(stderr, "libusb of the virtual board: %s: %s\n", path, why);
    complained = true;
    return false;
}

bool connect_to_board() {
    const char* const path = std::getenv("XSPI_USB");
    sockaddr_un address = {};
    if (!path || !*path) return complain("names no socket", "XSPI_USB");
    if (std::strlen(path) >= sizeof address.sun_path) return complain("too long a name", path);
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, path);
    board = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (board >= 0 && connect(board, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return true;
    complain(std::strerror(errno), path);
    leave_board();
    return false;
}

bool send_all(const void* data, std::size_t size) {
    const auto* at = static_cast<const char*>(data);
    while (size) {
        const ssize_t sent = send(board, at, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        at += sent;
        size -= std::size_t(sent);
    }
    return true;
}

bool receive_all(void* data, std::size_t size) {
    auto* at = static_cast<char*>(data);
    while (size) {
        const ssize_t got = recv(board, at, size, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += got;
        size -= std::size_t(got);
    }
    return true;
}
} // namespace

void leave_board() {
    if (board >= 0) close(board);
    board = -1;
}

BoardAnswer ask_board(UsbRequestHead head, std::span<const std::uint8_t> payload) {
    const BoardAnswer gone{LIBUSB_ERROR_NO_DEVICE};
    if (board < 0 && !connect_to_board()) return gone;
    head.payload = std::uint32_t(payload.size());
    UsbAnswerHead answer;
    if (!send_all(&head, sizeof head) || !send_all(payload.data(), payload.size()) ||
        !receive_all(&answer, sizeof answer) || answer.payload > kMostUsbPayload)
        return leave_board(), gone;
    BoardAnswer result{answer.status, std::vector<std::uint8_t>(answer.payload), answer.sent};
    if (!receive_all(result.data.data(), result.data.size())) return leave_board(), gone;
    return result;
}

} // namespace vb
