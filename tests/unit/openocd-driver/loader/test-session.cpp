#include "openocd-driver/loader/session.hpp"
#include "tests/unit/openocd-driver/loader/loader-bench.hpp"

using namespace loader_bench;

namespace {

struct Bench {
    explicit Bench(Loader read)
        : loader(std::move(read)), placement(place(loader, ram)), session(loader, placement) {}
    const std::vector<LoaderRange> ram{{0x20000000, 0x20000}, {0x24000000, 0x80000}};
    const Loader loader;
    const LoaderPlacement placement;
    const LoaderSession session;
};
using Arguments = std::array<std::uint32_t, 4>;

} // namespace

TEST_CASE("Each phase begins with a reset, a core that is prepared, fresh variables and Init", "[loader]") {
    const Bench bench(read(flm()));
    for (const LoaderPhase phase : {LoaderPhase::Erase, LoaderPhase::Program, LoaderPhase::Verify}) {
        const LoaderPreparation begin = bench.session.begin(phase);
        CHECK((begin.reset_and_halt && begin.prepare_core && begin.load));
        REQUIRE(begin.init);
        CHECK(begin.init->arguments == Arguments{0x90000000, 0, std::uint32_t(phase), 0});
        CHECK(bench.session.end(phase)->arguments == Arguments{std::uint32_t(phase)});
        CHECK(begin.init->timeout_ms > 0);
    }
    const Bench external(read(stldr()));
    CHECK(external.session.begin(LoaderPhase::Program).init->arguments == Arguments{});
    CHECK_FALSE(external.session.end(LoaderPhase::Program));
}

TEST_CASE("A call has its entry, R9, the stack's end and a breakpoint to return to", "[loader]") {
    const Bench bench(read(flm()));
    const LoaderFrame frame = bench.session.program(0x90001000, 256, 1);
    CHECK(frame.entry == bench.placement.shift + 0x11);
    CHECK(frame.static_base == bench.placement.shift + 20);
    CHECK(frame.stack_pointer == bench.placement.stack.end());
    CHECK(frame.link == (bench.placement.return_word | 1));
    CHECK(frame.arguments == Arguments{0x90001000, 256, bench.placement.buffers[1]});
    CHECK(frame.timeout_ms == 1000); // of 100 ms that it gives itself
    CHECK(bench.session.erase_sector(0x90010000, 0x10000).timeout_ms == 12'000);
}

TEST_CASE("The end of SectorErase is the sector's last byte", "[loader]") {
    const Bench external(read(stldr()));
    CHECK(external.session.erase_sector(0x90010000, 0x10000).arguments == Arguments{0x90010000, 0x9001FFFF});
    const Bench algorithm(read(flm()));
    CHECK(algorithm.session.erase_sector(0x90010000, 0x10000).arguments == Arguments{0x90010000});
}

TEST_CASE("What a loader lacks is not called", "[loader]") {
    Elf elf = stldr();
    elf.remove("Read");
    elf.remove("MassErase");
    const Bench poor(read(elf));
    CHECK_FALSE(poor.session.read(0x90000000, 16, 0));
    CHECK_FALSE(poor.session.erase_chip());
    const Bench rich(read(stldr()));
    CHECK(rich.session.read(0x90000010, 16, 0)->arguments ==
          Arguments{0x90000010, 16, rich.placement.buffers[0]});
    CHECK(rich.session.erase_chip()->timeout_ms == 3'600'000);
}

TEST_CASE("1 is an external loader's success, 0 an algorithm's", "[loader]") {
    const Bench external(read(stldr())), algorithm(read(flm()));
    CHECK(external.session.says_success(1));
    CHECK_FALSE(external.session.says_success(0));
    CHECK(algorithm.session.says_success(0));
    CHECK_FALSE(algorithm.session.says_success(1));
}
