#include "program/file-identity.hpp"
#include "program/owned-file.hpp"
#include "program/usage-error.hpp"
#include "temporary-folder.hpp"
#include "tests/unit/catch.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>

using namespace vb;
using namespace vb::test;
namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;
using Catch::Matchers::StartsWith;

namespace {
const Bytes kOld{1, 2, 3}, kNew{4, 5, 6, 7};

void replace(const std::string& path, const Bytes& bytes) {
    OwnedFile(path, O_RDONLY).replace(bytes.data(), bytes.size());
}
} // namespace

TEST_CASE("a file gets its new contents whole, keeps its mode, and no other file stays beside it") {
    const TemporaryFolder folder;
    const std::string path = folder.write("file", kOld);
    chmod(path.c_str(), 0640);
    replace(path, kNew);
    CHECK(folder.read("file") == kNew);
    struct stat state;
    REQUIRE(stat(path.c_str(), &state) == 0);
    CHECK((state.st_mode & 07777) == 0640);
    CHECK(folder.files() == 1);
    const std::string longest(255, 'n');
    replace(folder.file(longest), kNew);
    CHECK(folder.read(longest) == kNew);
}

TEST_CASE("a link's target is written, also one that is made so, and the link stays one") {
    const TemporaryFolder folder;
    folder.write("there", kOld);
    for (const char* target : {"there", "to-be-made"}) {
        CAPTURE(target);
        const std::string link = folder.file("link");
        fs::create_symlink(target, link);
        replace(link, kNew);
        CHECK(fs::is_symlink(link));
        CHECK(folder.read(target) == kNew);
        fs::remove(link);
    }
}

TEST_CASE("what is no file is refused without waiting for anybody, and stays what it is") {
    const TemporaryFolder folder;
    mkfifo(folder.file("fifo").c_str(), 0600);
    fs::create_directory(folder.file("folder"));
    const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, folder.file("socket").c_str(), sizeof address.sun_path - 1);
    REQUIRE(bind(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    fs::create_symlink("fifo", folder.file("link"));
    for (const char* name : {"fifo", "folder", "socket", "link"}) {
        CAPTURE(name);
        for (const int access : {O_RDONLY, O_WRONLY, O_RDWR})
            CHECK_THROWS_WITH(OwnedFile(folder.file(name), access), StartsWith("VB-FILE-001"));
    }
    CHECK(fs::is_fifo(folder.file("fifo")));
    close(server);
}

TEST_CASE("a character device is written as such, never replaced") {
    replace("/dev/null", kNew);
    CHECK(fs::is_character_file("/dev/null"));
    CHECK_THROWS_AS(replace("/dev/full", kNew), std::system_error);
    CHECK(fs::is_character_file("/dev/full"));
    const OwnedFile one("/dev/null", O_WRONLY), other("/dev/null", O_WRONLY); // nobody's
}

TEST_CASE("a second owner of a file is refused, by whatever name, until the first one has gone") {
    const TemporaryFolder folder;
    const std::string path = folder.write("file", kOld);
    fs::create_symlink("file", folder.file("link"));
    fs::create_hard_link(path, folder.file("hard"));
    {
        OwnedFile first(path, O_RDONLY);
        for (const char* name : {"file", "./file", "link", "hard"}) {
            CAPTURE(name);
            CHECK_THROWS_WITH(OwnedFile(folder.file(name), O_RDWR), StartsWith("VB-FILE-002"));
        }
        first.replace(kNew.data(), kNew.size());
        CHECK_THROWS_WITH(OwnedFile(path, O_RDONLY), StartsWith("VB-FILE-002"));
        CHECK(folder.read("file") == kNew);
    }
    replace(path, kOld);
    CHECK(folder.read("file") == kOld);
    const OwnedFile missing(folder.file("to-be-made"), O_RDONLY);
    CHECK_THROWS_WITH(OwnedFile(folder.file("to-be-made"), O_RDONLY), StartsWith("VB-FILE-002"));
}

TEST_CASE("a file that was made and never written is not left behind, one that was is") {
    const TemporaryFolder folder;
    { const OwnedFile file(folder.file("one"), O_RDONLY); }
    CHECK(folder.files() == 0);
    {
        OwnedFile file(folder.file("one"), O_RDWR);
        file.keep();
    }
    CHECK(folder.files() == 1);
}

TEST_CASE("a disk that is full leaves the old contents and no other file") {
    const TemporaryFolder folder;
    const std::string path = folder.write("file", kOld);
    const pid_t child = fork(); // the limit holds for a whole process
    if (child == 0) {
        const rlimit limit{2, 2};
        setrlimit(RLIMIT_FSIZE, &limit);
        std::signal(SIGXFSZ, SIG_IGN);
        try {
            replace(path, kNew);
        } catch (const std::system_error& error) { _exit(error.code().value() == EFBIG ? 0 : 1); }
        _exit(2);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(folder.read("file") == kOld);
    CHECK(folder.files() == 1);
}

TEST_CASE("two paths are one file by links of either kind, and before the file is there") {
    const TemporaryFolder folder;
    const std::string path = folder.write("file", kOld);
    fs::create_symlink("file", folder.file("link"));
    fs::create_hard_link(path, folder.file("hard"));
    fs::create_symlink("to-be-made", folder.file("dangling"));
    CHECK(is_same_file(path, folder.file("link")));
    CHECK(is_same_file(path, folder.file("hard")));
    CHECK(is_same_file(folder.file("dangling"), folder.file("./to-be-made")));
    CHECK_FALSE(is_same_file(path, folder.file("other")));
    CHECK_FALSE(is_same_file("/dev/null", "/dev/null"));
}
