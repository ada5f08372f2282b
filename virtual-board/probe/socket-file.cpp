#include "probe/socket-file.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace vb {

namespace {
[[noreturn]] void fail(int error) { throw std::system_error(error, std::generic_category()); }

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) fail(ENAMETOOLONG);
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

Descriptor new_socket() {
    Descriptor made(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (made.get() < 0) fail(errno);
    return made;
}

bool is_abandoned(const std::string& path, const sockaddr_un& address) {
    struct stat status;
    if (stat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return false;
    const Descriptor probe = new_socket();
    return connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0 &&
           errno == ECONNREFUSED;
}
} // namespace

SocketFile::SocketFile(const std::string& path) : path_(path), listener_(new_socket()) {
    const sockaddr_un address = address_of(path);
    if (is_abandoned(path, address)) unlink(path.c_str());
    if (bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) fail(errno);
    if (listen(listener_.get(), 8) < 0) fail(errno);
}

SocketFile::~SocketFile() { unlink(path_.c_str()); }

} // namespace vb
