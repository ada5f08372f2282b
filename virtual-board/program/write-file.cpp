#include "program/write-file.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace vb {

bool write_file(const std::string& path, const void* bytes, std::size_t size) {
    const std::string temporary = fmt::format("{}.{}.new", path, getpid());
    std::FILE* const file = std::fopen(temporary.c_str(), "wb");
    if (!file) return false;
    const bool written = std::fwrite(bytes, 1, size, file) == size;
    const bool closed = std::fclose(file) == 0;
    if (written && closed && std::rename(temporary.c_str(), path.c_str()) == 0) return true;
    const int reason = errno;
    std::remove(temporary.c_str());
    errno = reason;
    return false;
}

} // namespace vb
