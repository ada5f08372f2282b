#include "openocd-driver/failure.hpp"
#include "openocd-driver/file.hpp"
#include "tests/unit/catch.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

using namespace xspi;
namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

std::span<const std::uint8_t> bytes(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

struct Folder {
    Folder() {
        std::string name = (fs::temp_directory_path() / "xspi-file-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() {
        std::error_code error;
        fs::permissions(path, fs::perms::owner_all, error);
        fs::remove_all(path, error);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    fs::path file(const std::string& name, const std::string& text) const {
        std::ofstream(path / name) << text;
        return path / name;
    }
    std::size_t files() const {
        return std::size_t(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
    }
    fs::path path;
};

void refused(const std::string& name, const std::string& why, const std::string& text = "new") {
    CHECK_THROWS_WITH(write_file(name, bytes(text)), StartsWith("XSPI-0705: ") && ContainsSubstring(why));
}

mode_t mode_of(const fs::path& path) {
    struct stat found {};
    REQUIRE(::stat(path.c_str(), &found) == 0);
    return found.st_mode & 07777;
}

// Root may write whatever it likes: not so while this object lives. The folder becomes the other's.
class AsNobody {
  public:
    explicit AsNobody(const Folder& folder) : root_(::geteuid() == 0) {
        if (!root_) return;
        for (const auto& file : fs::recursive_directory_iterator(folder.path))
            REQUIRE(::chown(file.path().c_str(), kNobody, kNobody) == 0);
        REQUIRE(::chown(folder.path.c_str(), kNobody, kNobody) == 0);
        REQUIRE(::setegid(kNobody) == 0);
        REQUIRE(::seteuid(kNobody) == 0);
    }
    ~AsNobody() {
        if (root_ && (::seteuid(0) != 0 || ::setegid(0) != 0)) std::abort();
    }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;

  private:
    static constexpr unsigned kNobody = 65534;
    bool root_;
};

} // namespace

TEST_CASE("A file is made, and replaced with its permissions kept and nothing left beside it", "[file]") {
    const Folder folder;
    const fs::path name = folder.path / "out.bin";
    write_file(name, bytes("one"));
    CHECK(contents(name) == "one");
    fs::permissions(name, fs::perms(0640));
    write_file(name, bytes("two"));
    CHECK(contents(name) == "two");
    CHECK(mode_of(name) == 0640);
    write_file(name, {});
    CHECK(contents(name).empty());
    CHECK(folder.files() == 1);
}

TEST_CASE("Files that are called as a new one might be stay as they are", "[file]") {
    const Folder folder;
    const fs::path name = folder.file("out.bin", "old");
    const fs::path part = folder.file("out.bin.part", "foreign");
    const fs::path ours = folder.file(fmt::format(".xspi-{}-0", ::getpid()), "foreign");
    write_file(name, bytes("new"));
    CHECK(contents(name) == "new");
    CHECK(contents(part) == "foreign");
    CHECK(contents(ours) == "foreign");
    CHECK(folder.files() == 3);
}

TEST_CASE("What a symbolic link leads to is written, and the link stays one", "[file]") {
    const Folder folder, other;
    const fs::path target = other.file("target.bin", "old");
    const fs::path link = folder.path / "link.bin";
    fs::create_symlink(target, link);
    write_file(link, bytes("new"));
    CHECK(contents(target) == "new");
    CHECK(fs::is_symlink(link));

    fs::remove(link);
    fs::create_symlink("later.bin", link); // relative, and not there yet
    write_file(link, bytes("made"));
    CHECK(contents(folder.path / "later.bin") == "made");
    CHECK(fs::is_symlink(link));

    fs::remove(link);
    fs::create_symlink("nowhere/later.bin", link);
    refused(link, "no such folder");
    fs::remove(link);
    fs::create_symlink("link.bin", link);
    refused(link, "leads to itself");
}

TEST_CASE("Devices stay devices", "[file]") {
    write_file("/dev/null", bytes("new"));
    CHECK(fs::is_character_file("/dev/null"));
    refused("/dev/full", "no room left");
    CHECK(fs::is_character_file("/dev/full"));
    const Folder folder;
    fs::create_symlink("/dev/full", folder.path / "link");
    refused(folder.path / "link", "no room left");
    CHECK(fs::is_symlink(folder.path / "link"));
}

TEST_CASE("A FIFO is written to who reads from it, and refused without a reader", "[file]") {
    const Folder folder;
    const fs::path fifo = folder.path / "fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    refused(fifo, "nobody reads");
    const std::string text(300'000, 'x'); // more than a pipe holds
    std::string read;
    std::thread reader([&] { read = contents(fifo); });
    write_file(fifo, bytes(text));
    reader.join();
    CHECK(read == text);
    CHECK(fs::is_fifo(fifo));
}

TEST_CASE("A reader that goes away is an error, and no signal", "[file]") {
    std::array<int, 2> pipe{};
    REQUIRE(::pipe(pipe.data()) == 0);
    ::close(pipe[0]);
    refused(fmt::format("/dev/fd/{}", pipe[1]), "reader has gone away");
    ::close(pipe[1]);
}

TEST_CASE("What is open already goes on where it is", "[file]") {
    const Folder folder;
    const fs::path log = folder.path / "log";
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT, 0600);
    REQUIRE(::write(file, "before ", 7) == 7);
    write_file(fmt::format("/proc/self/fd/{}", file), bytes("bytes"));
    REQUIRE(::write(file, " after", 6) == 6);
    ::close(file);
    CHECK(contents(log) == "before bytes after");
}

TEST_CASE("Folders, sockets and names of nothing are refused in words", "[file]") {
    const Folder folder;
    refused(folder.path, "it is a folder");
    refused(folder.path / "new/", "name of a folder");
    refused(folder.path / "none/out.bin", "no such folder");
    refused(folder.file("file", "") / "out.bin", "no such folder");
    refused("", "name is empty");
    refused(folder.path / std::string(300, 'n'), "too long");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (folder.path / "socket").string().copy(address.sun_path, sizeof(address.sun_path) - 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    refused(folder.path / "socket", "it is a socket");
    ::close(socket);
    CHECK(folder.files() == 2);
}

TEST_CASE("A file that grows too large leaves the old one, and does not end the process", "[file]") {
    const Folder folder;
    const fs::path name = folder.file("out.bin", "old");
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    const rlimit small{1000, before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    std::string said;
    try {
        write_file(name, bytes(std::string(2000, 'x')));
    } catch (const Failure& failure) { said = failure.what(); }
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    CHECK_THAT(said, StartsWith("XSPI-0705: ") && ContainsSubstring("larger"));
    CHECK(contents(name) == "old");
    CHECK(folder.files() == 1);
}

TEST_CASE("A file that may not be written is not replaced by another", "[file]") {
    const Folder folder;
    const fs::path name = folder.file("out.bin", "old");
    fs::permissions(name, fs::perms(0444));
    {
        const AsNobody nobody(folder);
        refused(name, "not permitted");
    }
    CHECK(contents(name) == "old");
    CHECK(folder.files() == 1);
}

TEST_CASE("In a folder where no file may be made one that may be written is overwritten", "[file]") {
    const Folder folder;
    const fs::path name = folder.file("out.bin", "old and longer");
    {
        const AsNobody nobody(folder);
        fs::permissions(folder.path, fs::perms(0555));
        write_file(name, bytes("new"));
        refused(folder.path / "another.bin", "not permitted");
    }
    CHECK(contents(name) == "new");
}

TEST_CASE("A file of somebody else's stays his", "[file]") {
    if (::geteuid() != 0) return; // only root can make one
    const Folder folder;
    const fs::path name = folder.file("out.bin", "old");
    REQUIRE(::chown(name.c_str(), 65534, 65534) == 0);
    write_file(name, bytes("new"));
    struct stat found {};
    REQUIRE(::stat(name.c_str(), &found) == 0);
    CHECK(found.st_uid == 65534);
    CHECK(contents(name) == "new");

    const fs::path roots = folder.file("roots.bin", "old and longer");
    fs::permissions(roots, fs::perms(0666));
    {
        REQUIRE(::chown(folder.path.c_str(), 65534, 65534) == 0);
        REQUIRE(::seteuid(65534) == 0);
        write_file(roots, bytes("new"));
        REQUIRE(::seteuid(0) == 0);
    }
    REQUIRE(::stat(roots.c_str(), &found) == 0);
    CHECK(found.st_uid == 0);
    CHECK(contents(roots) == "new");
}
