#include "program/file-identity.hpp"
#include "temporary-folder.hpp"
#include "tests/unit/catch.hpp"

#include <filesystem>

using namespace vb;
using namespace vb::test;
namespace fs = std::filesystem;

TEST_CASE("the unique id is the file's, by whatever path it is named, and another file's is another") {
    const TemporaryFolder folder;
    const std::string file = folder.write("chip.bin", {1});
    const std::string id = unique_id_of(file);
    CHECK(id.size() == 24);
    CHECK(id.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(unique_id_of(folder.file("other.bin")) != id);
    CHECK(unique_id_of(folder.file("./chip.bin")) == id);
    fs::create_symlink("chip.bin", folder.file("link.bin"));
    CHECK(unique_id_of(folder.file("link.bin")) == id);
    CHECK(unique_id_of(fs::relative(file).string()) == id);
}

TEST_CASE("a file that is made later is the same board before and after") {
    const TemporaryFolder folder;
    fs::create_symlink("later.bin", folder.file("link.bin"));
    const std::string before = unique_id_of(folder.file("link.bin"));
    CHECK(unique_id_of(folder.file("later.bin")) == before);
    folder.write("later.bin", {1});
    CHECK(unique_id_of(folder.file("link.bin")) == before);
    CHECK(unique_id_of(folder.file("later.bin")) == before);
}

TEST_CASE("a loop of links is resolved to something, not followed for ever") {
    const TemporaryFolder folder;
    fs::create_symlink("b", folder.file("a"));
    fs::create_symlink("a", folder.file("b"));
    CHECK_FALSE(resolved(folder.file("a")).empty());
}
