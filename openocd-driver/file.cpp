#include "openocd-driver/file.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/number.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

namespace xspi {

namespace {

namespace fs = std::filesystem;

constexpr int kReaderMs = 5000; // a FIFO's reader comes, and reads on, within so long
constexpr int kPauseMs = 20;
constexpr unsigned kMostLinks = 40;  // as the kernel follows
constexpr unsigned kMostNames = 100; // names for the new file that may be taken

std::string in_words(int error) {
    switch (error) {
    case ENOENT:
    case ENOTDIR: return "there is no such folder";
    case ENOSPC:
    case EDQUOT: return "there is no room left on its disk";
    case EFBIG: return "it would be larger than this process or its disk allows";
    case EACCES:
    case EPERM: return "it is not permitted";
    case EROFS: return "its disk is read-only";
    case EISDIR: return "it is a folder";
    case ELOOP: return "it is a symbolic link that leads to itself";
    case ENAMETOOLONG: return "its name is too long";
    case EPIPE: return "its reader has gone away";
    default: return std::strerror(error);
    }
}

[[noreturn]] void fail(const std::string& name, const std::string& why) {
    throw Failure("XSPI-0705", "{} cannot be written: {}", name, why);
}

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }
    bool is_open() const { return number_ >= 0; }
    // False: what was written has not arrived.
    bool close() {
        const int closed = number_ < 0 ? 0 : ::close(number_);
        number_ = -1;
        return closed == 0;
    }

  private:
    int number_;
};

// What these signals say comes as an error as well, for which nobody has to die.
class WithoutSignals {
  public:
    WithoutSignals() : pipe_(std::signal(SIGPIPE, SIG_IGN)), size_(std::signal(SIGXFSZ, SIG_IGN)) {}
    ~WithoutSignals() {
        std::signal(SIGPIPE, pipe_);
        std::signal(SIGXFSZ, size_);
    }
    WithoutSignals(const WithoutSignals&) = delete;
    WithoutSignals& operator=(const WithoutSignals&) = delete;

  private:
    using Handler = void (*)(int);
    Handler pipe_, size_;
};

// 0, or the error.
int write_all(int file, std::span<const std::uint8_t> bytes) {
    int waited = 0;
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written > 0) {
            bytes = bytes.subspan(std::size_t(written));
            waited = 0;
        } else if (written < 0 && errno == EAGAIN && waited < kReaderMs) {
            pollfd wait{file, POLLOUT, 0};
            ::poll(&wait, 1, kPauseMs);
            waited += kPauseMs;
        } else if (written >= 0 || errno != EINTR) {
            return written == 0 ? EIO : errno;
        }
    }
    return 0;
}

// 0, or the error. What cannot be synced, such as a pipe, needs it not.
int sync(int file) {
    const bool synced = ::fsync(file) == 0 || errno == EINVAL || errno == ENOTSUP;
    return synced ? 0 : errno;
}

fs::path folder_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// A link to something that is open, whose text is no path.
bool is_open_file(const fs::path& link) {
    struct statfs system {};
    const fs::path folder = folder_of(link);
    return folder.filename() == "fd" && ::statfs(folder.c_str(), &system) == 0 &&
           system.f_type == PROC_SUPER_MAGIC;
}

// Behind all symbolic links, up to one to something open.
fs::path follow_links(const std::string& name) {
    fs::path path = name;
    std::error_code error;
    for (unsigned links = 0; fs::is_symlink(fs::symlink_status(path, error)); links++) {
        if (links == kMostLinks) fail(name, in_words(ELOOP));
        if (is_open_file(path)) return path;
        path = folder_of(path) / fs::read_symlink(path, error); // an absolute one replaces the folder
        if (error) fail(name, in_words(error.value()));
    }
    return path;
}

// What is open in this process goes on where it is: opened anew, a log would be overwritten.
int duplicate(const fs::path& link) {
    std::error_code error;
    if (!is_open_file(link) || !fs::equivalent(folder_of(link), "/proc/self/fd", error)) return -1;
    const Number number = read_number(link.filename());
    return number.wrong.empty() ? ::dup(int(number.value)) : -1;
}

int open_stream(const fs::path& path) {
    if (const int file = duplicate(path); file >= 0) return file;
    for (int waited = 0;; waited += kPauseMs) {
        const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (file >= 0 || errno != ENXIO || waited >= kReaderMs) return file;
        ::poll(nullptr, 0, kPauseMs);
    }
}

void write_stream(const std::string& name, const fs::path& path, std::span<const std::uint8_t> bytes) {
    const Descriptor file(open_stream(path));
    if (!file.is_open()) fail(name, errno == ENXIO ? "nobody reads from it" : in_words(errno));
    const int error = write_all(file.number(), bytes);
    if (error != 0) fail(name, error == EAGAIN ? "its reader has stopped reading" : in_words(error));
}

void overwrite(const std::string& name, const fs::path& path, std::span<const std::uint8_t> bytes) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.is_open()) fail(name, in_words(errno));
    int error = write_all(file.number(), bytes);
    if (error == 0 && ::ftruncate(file.number(), off_t(bytes.size())) != 0) error = errno;
    if (error == 0) error = sync(file.number());
    if (error == 0 && !file.close()) error = errno;
    if (error != 0) fail(name, in_words(error) + ". Its contents are incomplete");
}

// A file that is nobody else's; it is gone with this object unless it has taken the place of another.
class NewFile {
  public:
    explicit NewFile(const fs::path& folder) : folder_(folder), file_(create()) {}
    ~NewFile() {
        if (exists_) ::unlink(path_.c_str());
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    bool is_open() const { return file_.is_open(); }
    bool take_owner_of(const struct stat& old) {
        struct stat own {};
        if (::fstat(file_.number(), &own) != 0) return false;
        const bool same = own.st_uid == old.st_uid && own.st_gid == old.st_gid;
        if (!same && ::fchown(file_.number(), old.st_uid, old.st_gid) != 0) return false;
        return ::fchmod(file_.number(), old.st_mode & 07777) == 0;
    }
    // 0, or the error.
    int fill(std::span<const std::uint8_t> bytes) {
        int error = write_all(file_.number(), bytes);
        if (error == 0) error = sync(file_.number());
        return error == 0 && !file_.close() ? errno : error;
    }
    int place_at(const fs::path& path) {
        if (::rename(path_.c_str(), path.c_str()) != 0) return errno;
        exists_ = false;
        const Descriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        return folder.is_open() ? sync(folder.number()) : 0;
    }

  private:
    int create() {
        for (unsigned n = 0; n < kMostNames; n++) {
            path_ = folder_ / fmt::format(".xspi-{}-{}", ::getpid(), n);
            const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
            exists_ = file >= 0;
            if (exists_ || errno != EEXIST) return file;
        }
        return -1;
    }

    fs::path folder_, path_;
    bool exists_ = false; // under this name
    Descriptor file_;
};

void replace(const std::string& name, const fs::path& path, const struct stat* old,
             std::span<const std::uint8_t> bytes) {
    if (old != nullptr && ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0)
        fail(name, in_words(errno));
    NewFile file(folder_of(path));
    if (!file.is_open()) {
        const int error = errno;
        if (old != nullptr && (error == EACCES || error == EPERM)) return overwrite(name, path, bytes);
        fail(name, in_words(error));
    }
    if (old != nullptr && !file.take_owner_of(*old)) return overwrite(name, path, bytes);
    int error = file.fill(bytes);
    if (error == 0) error = file.place_at(path);
    if (error != 0) fail(name, in_words(error));
}

} // namespace

void write_file(const std::string& name, std::span<const std::uint8_t> bytes) {
    if (name.empty()) fail("a file", "its name is empty");
    const WithoutSignals quiet;
    const fs::path path = follow_links(name);
    if (is_open_file(path)) return write_stream(name, path, bytes);
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) {
        if (errno != ENOENT) fail(name, in_words(errno));
        if (!path.has_filename()) fail(name, "this is the name of a folder");
        return replace(name, path, nullptr, bytes);
    }
    switch (found.st_mode & S_IFMT) {
    case S_IFREG: return replace(name, path, &found, bytes);
    case S_IFCHR:
    case S_IFIFO: return write_stream(name, path, bytes);
    case S_IFDIR: fail(name, in_words(EISDIR));
    case S_IFBLK: fail(name, "it is a disk or another block device");
    default: fail(name, "it is a socket");
    }
}

std::optional<std::string> read_file(const std::string& name, std::size_t most) {
    std::error_code error;
    std::ifstream file(name, std::ios::binary);
    std::stringstream text;
    if (!fs::is_regular_file(name, error) || fs::file_size(name, error) > most || !file ||
        !(text << file.rdbuf()))
        return std::nullopt;
    return text.str();
}

} // namespace xspi
