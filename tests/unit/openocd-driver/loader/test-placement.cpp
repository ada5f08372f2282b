#include "openocd-driver/loader/placement.hpp"
#include "tests/unit/openocd-driver/loader/loader-bench.hpp"

using namespace loader_bench;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

std::string problem(const Loader& loader, const std::vector<LoaderRange>& ram) {
    try {
        place(loader, ram);
    } catch (const LoaderProblem& problem) { return fmt::format("{}: {}", problem.id, problem.words); }
    return "none";
}

// Everything that is used, to be apart from each other and in the RAM.
void require_apart(const Loader& loader, const LoaderPlacement& placed, const std::vector<LoaderRange>& ram) {
    std::vector<LoaderRange> used{placed.stack, {placed.return_word, 4}};
    for (const std::uint32_t buffer : placed.buffers) used.push_back({buffer, loader.buffer_size()});
    for (LoaderRange range : loader.image()) {
        range.address += placed.shift;
        used.push_back(range);
    }
    for (std::size_t i = 0; i < used.size(); i++) {
        CHECK(std::any_of(ram.begin(), ram.end(), [&](const LoaderRange& piece) {
            return used[i].address >= piece.address && used[i].end() <= piece.end();
        }));
        for (std::size_t k = 0; k < i; k++)
            CHECK((used[i].end() <= used[k].address || used[k].end() <= used[i].address));
    }
    CHECK(placed.stack.end() % 8 == 0);
    CHECK(placed.return_word % 4 == 0);
}

} // namespace

TEST_CASE("A loader that is linked for its addresses returns to the word before it", "[loader]") {
    const Loader loader = read(stldr());
    const std::vector<LoaderRange> ram{{0x20000000, 0x20000}, {0x24000000, 0x80000}};
    const LoaderPlacement placed = place(loader, ram);
    CHECK(placed.return_word == 0x24000000);
    CHECK(placed.shift == 0);
    CHECK(placed.static_base == 0x24000018);
    CHECK(placed.buffers.size() == 2);
    CHECK(placed.loaded[0].address == 0x24000004);
    require_apart(loader, placed, ram);
}

TEST_CASE("A loader that is linked for the first word of RAM returns to another", "[loader]") {
    const Loader loader = read(stldr(stldr_description(), 0x24000000));
    const std::vector<LoaderRange> ram{{0x24000000, 0x4000}};
    CHECK(place(loader, ram).return_word > 0x24000000);
    require_apart(loader, place(loader, ram), ram);
}

TEST_CASE("A movable loader is moved with its variables and its static base", "[loader]") {
    const Loader loader = read(flm());
    const std::vector<LoaderRange> ram{{0x20000000, 0x2000}};
    const LoaderPlacement placed = place(loader, ram);
    CHECK(placed.shift == 0x20000008);
    CHECK(placed.return_word == 0x20000004);
    CHECK(placed.static_base == 0x20000008 + 20);
    CHECK(placed.loaded[0].address == 0x20000008);
    CHECK(ranges(placed.zeroed) == "20000024+32");
    require_apart(loader, placed, ram);
}

TEST_CASE("One buffer is enough, and what does not fit is named", "[loader]") {
    Description d = flm_description();
    d.page = 0x1000;
    const Loader loader = read(flm(d));
    CHECK(place(loader, std::vector<LoaderRange>{{0x20000000, 0x3000}}).buffers.size() == 1);
    CHECK(place(loader, std::vector<LoaderRange>{{0x20000000, 0x3800}}).buffers.size() == 2);
    CHECK(problem(loader, {{0x20000000, 0x2000}}) ==
          "XSPI-1331: the RAM has no 4096 bytes in one piece left for a buffer");
    CHECK_THAT(problem(loader, {}), ContainsSubstring("for the loader"));
    CHECK_THAT(problem(read(stldr()), {{0x20000000, 0x20000}}),
               StartsWith("XSPI-1331: it is linked for 0x24000004 to 0x2400003F, which is not RAM"));
    // What is said of the need is enough.
    const LoaderRange least{0x20000000, loader.ram_need(1) + 8};
    CHECK(problem(loader, {least}) == "none");
}

TEST_CASE("The program beside a loader lies with it, and buffers grow where there is room", "[loader]") {
    const Loader loader = read(stldr());
    const std::vector<LoaderRange> ram{{0, 0x10000}, {0x20000000, 0x20000}, {0x24000000, 0x80000}};
    const LoaderPlacement placed = place(loader, ram, {3000, 64});
    CHECK(placed.beside % 64 == 0);
    CHECK(placed.beside >= 0x24000000);
    CHECK(placed.buffer_size == 16384);
    CHECK((placed.buffers[0] >= 0x24000000 && placed.buffers[1] >= 0x24000000));
    std::uint64_t used = 0;
    for (const LoaderRange& range : placed.used) used += range.size;
    CHECK(used >= loader.image_size() + 3000 + placed.stack.size + 2 * 16384);
    // One that may lie anywhere: not in the ITCM.
    CHECK(place(read(flm()), ram, {3000, 64}).shift >= 0x20000000);
    // Without room at home, elsewhere.
    const std::vector<LoaderRange> tight{{0x20000000, 0x20000}, {0x24000000, 0x100}};
    CHECK(place(loader, tight, {3000, 64}).beside < 0x20020000);
}
