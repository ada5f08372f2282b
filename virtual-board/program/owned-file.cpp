#include "program/owned-file.hpp"

#include "program/file-identity.hpp"
#include "program/usage-error.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace vb {

namespace {

[[noreturn]] void fail(const std::filesystem::path& path) {
    throw std::system_error(errno, std::generic_category(), path.string());
}

const char* kind_of(mode_t mode) {
    if (S_ISDIR(mode)) return "a folder";
    if (S_ISFIFO(mode)) return "a FIFO";
    if (S_ISSOCK(mode)) return "a socket";
    return "a device";
}

void refuse(const std::filesystem::path& path, mode_t mode) {
    if (S_ISREG(mode) || S_ISCHR(mode)) return;
    throw UsageError("VB-FILE-001",
                     fmt::format("{} is {}: give the name of a file", path.string(), kind_of(mode)));
}

// Nothing is opened that is none of ours: that may do something to a device.
bool is_device(const std::filesystem::path& path) {
    struct stat state;
    if (stat(path.c_str(), &state) != 0) return false;
    refuse(path, state.st_mode);
    return S_ISCHR(state.st_mode);
}

struct Opened {
    int descriptor;
    bool made, regular;
};

// Without waiting for the other end of a FIFO that has just taken the place of a file.
Opened open_own(const std::filesystem::path& path, int access) {
    if (is_device(path)) access = O_WRONLY; // it is written as such
    const int flags = access | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    Opened opened{open(path.c_str(), flags), false, false};
    if (opened.descriptor < 0 && errno == ENOENT) {
        opened.descriptor = open(path.c_str(), flags | O_CREAT | O_EXCL, 0666);
        opened.made = opened.descriptor >= 0;
    }
    struct stat state;
    if (opened.descriptor < 0 || fstat(opened.descriptor, &state) != 0) fail(path);
    fcntl(opened.descriptor, F_SETFL, access);
    opened.regular = S_ISREG(state.st_mode);
    return opened;
}

// Whether the path still leads to what is open: its owner may have replaced it meanwhile.
bool still_there(const std::filesystem::path& path, int descriptor) {
    struct stat named, opened;
    return stat(path.c_str(), &named) == 0 && fstat(descriptor, &opened) == 0 &&
           named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

bool write_all(int descriptor, const char* bytes, std::size_t size) {
    while (size > 0) {
        const ssize_t written = write(descriptor, bytes, size);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes += written;
        size -= std::size_t(written);
    }
    return true;
}

} // namespace

OwnedFile::OwnedFile(const std::string& path, int access) : path_(resolved(path)) {
    (void)is_device(path); // refuses as given: /dev/stdout leads to a pipe that has no name
    for (;;) {
        const Opened opened = open_own(path_, access);
        descriptor_ = opened.descriptor;
        made_ = opened.made;
        regular_ = opened.regular;
        if (!regular_) return;
        if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
            close(descriptor_);
            throw UsageError("VB-FILE-002",
                             fmt::format("{} is in use by another virtual board: end that one, or "
                                         "give this one a file of its own",
                                         path));
        }
        if (still_there(path_, descriptor_)) return;
        close(descriptor_);
    }
}

OwnedFile::OwnedFile(OwnedFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)),
      regular_(other.regular_), made_(std::exchange(other.made_, false)) {}

OwnedFile::~OwnedFile() {
    if (made_ && regular_ && still_there(path_, descriptor_)) unlink(path_.c_str());
    if (descriptor_ >= 0) close(descriptor_);
}

// A name that nobody has, so that no file of another is overwritten; short, since the file's own may be as
// long as names can be. Synced before it takes the name: a crash leaves the old contents or the new ones.
void OwnedFile::replace(const void* bytes, std::size_t size) {
    if (!regular_) {
        if (!write_all(descriptor_, static_cast<const char*>(bytes), size)) fail(path_);
        return;
    }
    std::string name = (path_.parent_path() / ".virtual-board-XXXXXX").string();
    const int fresh = mkostemp(name.data(), O_CLOEXEC);
    if (fresh < 0) fail(path_);
    struct stat old;
    const bool done = fstat(descriptor_, &old) == 0 &&
                      write_all(fresh, static_cast<const char*>(bytes), size) &&
                      fchmod(fresh, old.st_mode & 07777) == 0 && fsync(fresh) == 0 &&
                      flock(fresh, LOCK_EX | LOCK_NB) == 0 && rename(name.c_str(), path_.c_str()) == 0;
    if (!done) {
        const int reason = errno;
        unlink(name.c_str());
        close(fresh);
        errno = reason;
        fail(path_);
    }
    if (old.st_uid != geteuid() && fchown(fresh, old.st_uid, old.st_gid) != 0)
        errno = 0; // ours, if it must be
    close(descriptor_);
    descriptor_ = fresh;
    made_ = false;
}

} // namespace vb
