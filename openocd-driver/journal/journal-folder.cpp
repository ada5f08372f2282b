#include "openocd-driver/journal/journal-folder.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/file.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

namespace xspi {

namespace fs = std::filesystem;

namespace {

constexpr const char* kExtension = ".journal";

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

// Where HOME says nothing, as in some services, the user's entry does.
fs::path home() {
    if (const std::string said = variable("HOME"); !said.empty()) return said;
    const passwd* user = ::getpwuid(::getuid());
    return user != nullptr ? user->pw_dir : "/";
}

bool write_all(int file, std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes = bytes.subspan(std::size_t(written));
    }
    return true;
}

// A removal that is lost brings a journal back that is settled: looked at once more, and removed again.
void sync_folder(const fs::path& folder) {
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return;
    (void)::fsync(handle);
    ::close(handle);
}

// For people; what a journal is of stands in it.
std::string name_of(const Journal& journal) {
    std::string name =
        fmt::format("{}-{}-{}-{}", journal.board, journal.bank, journal.key.chip, journal.key.uid);
    for (char& c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_' && c != '-') c = '_';
    return name;
}

} // namespace

JournalFolder JournalFolder::of_user() {
    if (const std::string state = variable("XSPI_STATE"); !state.empty())
        return JournalFolder(fs::path(state) / "journal");
    fs::path state = variable("XDG_STATE_HOME");
    if (!state.is_absolute()) state = home() / ".local/state"; // as XDG says of a relative one
    return JournalFolder(state / "openocd-xspi/journal");
}

bool JournalFolder::empty() const { return list().empty(); }

std::vector<JournalFolder::File> JournalFolder::list() const {
    std::vector<File> files;
    std::error_code error;
    for (fs::directory_iterator at(path_, error), end; !error && at != end; at.increment(error)) {
        if (at->path().extension() != kExtension) continue;
        std::ifstream in(at->path(), std::ios::binary);
        const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(in), {}};
        if (bytes.empty()) continue; // its job was cut off before it erased anything
        files.push_back({at->path(), decode(bytes)});
    }
    std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.path < b.path; });
    return files;
}

fs::path JournalFolder::store(const Journal& journal) const {
    const auto refuse = [&](const std::string& why) {
        return Failure(
            Failure::Kind::NotKept, "XSPI-0555",
            "{} bytes outside of the image have to be erased and written back, and the journal that "
            "keeps them meanwhile cannot be written to {}: {}; nothing was changed. Set XSPI_STATE to a "
            "folder that can be written, or `xspi journal off`: a loss of supply in the middle of the "
            "job then loses them",
            journal.foreign_bytes(), path_.string(), why);
    };
    std::error_code error;
    fs::create_directories(path_, error);
    if (error) throw refuse(error.message());
    const std::string name = name_of(journal);
    for (unsigned n = 1;; n++) {
        const fs::path file =
            path_ / (n == 1 ? name + kExtension : fmt::format("{}-{}{}", name, n, kExtension));
        const int taken = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (taken < 0 && errno == EEXIST) continue;
        if (taken < 0) throw refuse(std::strerror(errno));
        ::close(taken);
        try {
            write_file(file.string(), encode(journal));
        } catch (const Failure& failure) {
            ::unlink(file.c_str());
            throw refuse(failure.sentence());
        }
        return file;
    }
}

void JournalFolder::mark(const fs::path& file, std::uint32_t block) {
    const int handle = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    if (handle < 0) return;
    (void)write_all(handle, encode_mark(block));
    ::close(handle);
}

void JournalFolder::remove(const fs::path& file) {
    std::error_code error;
    fs::remove(file, error);
    sync_folder(file.parent_path());
}

} // namespace xspi
