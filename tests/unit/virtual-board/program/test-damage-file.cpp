#include "program/damage-file.hpp"
#include "program/usage-error.hpp"
#include "soc/stm32h7/cell-array.hpp"
#include "temporary-folder.hpp"
#include "tests/unit/catch.hpp"

using namespace vb;
using namespace vb::test;
using Bytes = std::vector<std::uint8_t>;

namespace {
struct Cells {
    CellArray array{64, 16, false};
    NamedMemory memory() { return {0x08000000, array.bytes(), &array}; }
    void cut_off(std::uint32_t offset) { array.cut_off_program(offset, Bytes(16, 0x12)); }
};
} // namespace

TEST_CASE("a unit with a wrong ECC has it in the next virtual board, too") {
    TemporaryFolder folder;
    const std::string path = folder.file("flash.bin");
    Cells before, after;
    DamageFile file(path, before.memory());
    before.cut_off(32);
    file.store();
    std::ranges::copy(before.array.bytes(), after.array.bytes().begin());
    const DamageFile again(path, after.memory());
    CHECK(after.array.damaged_units() == std::vector<std::uint32_t>{32});
}

TEST_CASE("the file is gone when the last such unit has been erased") {
    TemporaryFolder folder;
    Cells cells;
    DamageFile file(folder.file("flash.bin"), cells.memory());
    file.store();
    CHECK(folder.files() == 0);
    cells.cut_off(0);
    file.store();
    CHECK(folder.files() == 1);
    cells.array.erase(0, 64);
    file.store();
    CHECK(folder.files() == 0);
}

TEST_CASE("a unit is sound again where somebody put other bytes into the bin file") {
    TemporaryFolder folder;
    Cells before, after;
    DamageFile file(folder.file("flash.bin"), before.memory());
    before.cut_off(32);
    file.store();
    DamageFile again(folder.file("flash.bin"), after.memory()); // erased
    CHECK_FALSE(after.array.any_damage());
    again.store();
    CHECK(folder.files() == 0);
}

TEST_CASE("a file that is another's is refused") {
    TemporaryFolder folder;
    folder.write("flash.bin.ecc", {'a', '\n'});
    Cells cells;
    CHECK_THROWS_WITH(DamageFile(folder.file("flash.bin"), cells.memory()),
                      Catch::Matchers::StartsWith("VB-IMG-007: "));
}
