#include "openocd-driver/run/loader-calls.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/openocd-target.hpp"
#include "tests/unit/openocd-driver/bridge-fake.hpp"
#include "tests/unit/openocd-driver/loader/loader-bench.hpp"

#include <map>

using namespace loader_bench;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

// Memory, and a core that does nothing when it is started.
class IdleTarget final : public TargetPort {
  public:
    void read(std::uint32_t address, std::span<std::uint8_t> data) override {
        for (std::size_t i = 0; i < data.size(); ++i) data[i] = bytes[address + std::uint32_t(i)];
    }
    void write(std::uint32_t address, std::span<const std::uint8_t> data) override {
        for (std::size_t i = 0; i < data.size(); ++i)
            bytes[address + std::uint32_t(i)] = std::uint8_t(data[i] & ~(address + i == stuck ? 1 : 0));
    }
    bool halted() override { return !running || stops; }
    void halt() override { running = false; }
    void reset_halt() override {
        ++resets;
        running = false;
    }
    void poll() override {}
    void start(std::uint32_t, std::uint32_t) override { running = true; }
    bool wait_stopped(unsigned) override {
        running = false;
        return true;
    }
    bool was_reset() override { return reset; }
    void keep_alive() override { now += 10; }
    void pause(unsigned ms) override { now += ms; }
    std::int64_t milliseconds() override { return now; }
    bool interrupted() override { return false; }
    std::string name() override { return "fake.cpu"; }

    std::uint32_t word(std::uint32_t address) { return read_word(address); }

    std::map<std::uint32_t, std::uint8_t> bytes;
    std::uint32_t stuck = 0;
    bool running = false, stops = false, reset = false;
    unsigned resets = 0;
    std::int64_t now = 0;
};

struct Bench {
    std::string begin() {
        try {
            LoaderCalls(target, loader, placed, "a.stldr", 0, 0).begin(LoaderPhase::Program);
        } catch (const Failure& failure) { return failure.what(); }
        return "none";
    }
    Loader loader = read(stldr());
    const std::vector<LoaderRange> ram{{0x20000000, 0x20000}, {0x24000000, 0x80000}};
    LoaderPlacement placed = place_with_caller(loader, ram);
    IdleTarget target;
};

} // namespace

TEST_CASE("Before a loader comes its caller, beside it, and a core that is prepared", "[loader]") {
    Bench bench;
    CHECK_THAT(bench.begin(),
               StartsWith("XSPI-1338: the core stopped in the loader a.stldr, in its first instruction"));
    CHECK(bench.target.resets == 1);
    CHECK_FALSE(bench.target.running);
    CHECK(bench.target.word(bench.placed.beside) == caller::kMagic);
    CHECK(bench.target.word(bench.placed.stack.address) == caller::kCanary);
    CHECK((bench.target.word(0xE000ED88) >> 20 & 0xF) == 0xF); // CPACR
    CHECK((bench.target.word(0xE000EDFC) >> 24 & 1) == 1);     // DEMCR.TRCENA
    CHECK(bench.target.word(0xE000E180) == 0xFFFFFFFF);        // NVIC_ICER0
}

TEST_CASE("RAM that does not hold a loader is named, and so is a reset meanwhile", "[loader]") {
    Bench bench;
    bench.target.stuck = bench.placed.beside + 1;
    CHECK_THAT(bench.begin(), StartsWith("XSPI-1339: RAM does not hold the loader a.stldr: at 0x2400"));
    bench.target.stuck = 0;
    bench.target.reset = true;
    CHECK_THAT(bench.begin(), StartsWith("XSPI-0308"));
}

TEST_CASE("A target that cannot be reset and halted is named", "[loader]") {
    BridgeFake bridge;
    OpenOcdTarget target(bridge.cpu());
    CHECK_NOTHROW(target.reset_halt());
    bridge.resets = false;
    CHECK_THROWS_WITH(target.reset_halt(), StartsWith("XSPI-1344"));
}
