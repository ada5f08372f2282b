// A UNIX socket that listens at a path, which is removed at the end.
#pragma once
#include "probe/client-server.hpp"

#include <string>

namespace vb {

class SocketFile {
  public:
    // A socket that nobody listens on any more is replaced. Throws std::system_error.
    explicit SocketFile(const std::string& path);
    ~SocketFile();
    SocketFile(const SocketFile&) = delete;
    SocketFile& operator=(const SocketFile&) = delete;
    int listener() const { return listener_.get(); }

  private:
    std::string path_;
    Descriptor listener_;
};

} // namespace vb
