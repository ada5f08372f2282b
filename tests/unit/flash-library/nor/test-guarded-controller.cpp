// GuardedController: the MPU's window and the controller's mode, one after the other.
#include "flash-library/core/mpu-registers.hpp"
#include "flash-library/nor/guarded-controller.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/core/mmio-fake.hpp"

#include <array>

using namespace xspi;

namespace {
using Log = std::vector<std::string>;
constexpr std::uint32_t kWindow = 0x90000000;

// An MPU whose highest region is the open window.
struct MpuFake final : MmioFake {
    explicit MpuFake(Log& events) : log(events) {}
    std::uint32_t read(std::uintptr_t, unsigned) override { return 0; }
    void write(std::uintptr_t address, std::uint32_t value, unsigned) override {
        if (address == MPU_RBAR && value != 0) base = value;
        if (address != MPU_RASR) return;
        const bool now = (value & MPU_RASR_ENABLE) != 0;
        if (now != open) log.push_back(now ? "open" : "close");
        open = now;
    }
    Log& log;
    std::uint32_t base = 0;
    bool open = false;
};

struct ControllerFake final : NorController {
    explicit ControllerFake(Log& events) : log(events) {}
    TransferResult note(const char* what) { return log.push_back(what), answer; }
    TransferResult configure(const NorSetup&) override { return note("configure"); }
    TransferResult command(const Command&, std::uint32_t) override { return note("command"); }
    TransferResult read(const Command&, std::uint32_t, std::span<std::uint8_t>) override {
        return note("read");
    }
    TransferResult write(const Command&, std::uint32_t, std::span<const std::uint8_t>) override {
        return note("write");
    }
    TransferResult poll(const Command&, std::uint8_t, std::uint8_t, std::uint32_t, std::uint32_t&) override {
        return note("poll");
    }
    TransferResult map(const Command&, const Command&) override { return note("map"); }
    TransferResult unmap() override { return note("unmap"); }
    TransferResult read_window(std::uint32_t, std::span<std::uint8_t>) override { return note("window"); }
    std::uint32_t failure_status() const override { return 0x21; }
    Log& log;
    TransferResult answer = TransferResult::Done;
};

struct GuardBench {
    Log log;
    MpuFake mpu{log};
    ControllerFake controller{log};
    WindowGuard guard;
    GuardedController guarded{controller, guard};

    GuardBench() {
        NorSetup setup;
        setup.window_base = kWindow;
        REQUIRE(guarded.configure(setup) == TransferResult::Done);
        log.clear();
    }
};
} // namespace

TEST_CASE("GuardedController opens the window after the controller is mapped, at its base") {
    GuardBench bench;
    CHECK(bench.guarded.map({}, {}) == TransferResult::Done);
    CHECK(bench.log == Log{"map", "open"});
    CHECK(bench.mpu.base == kWindow);
    std::array<std::uint8_t, 4> data{};
    CHECK(bench.guarded.read_window(0, data) == TransferResult::Done);
    CHECK(bench.log == Log{"map", "open", "window"});
    CHECK(bench.mpu.open);
}

TEST_CASE("GuardedController closes the window before anything else reaches the controller") {
    GuardBench bench;
    REQUIRE(bench.guarded.map({}, {}) == TransferResult::Done);
    bench.log.clear();
    std::array<std::uint8_t, 4> data{};
    std::uint32_t status = 0;
    std::string what;
    SECTION("configure") { what = "configure", (void)bench.guarded.configure({}); }
    SECTION("command") { what = "command", (void)bench.guarded.command({}, 0); }
    SECTION("read") { what = "read", (void)bench.guarded.read({}, 0, data); }
    SECTION("write") { what = "write", (void)bench.guarded.write({}, 0, data); }
    SECTION("poll") { what = "poll", (void)bench.guarded.poll({}, 1, 0, 1, status); }
    SECTION("unmap") { what = "unmap", (void)bench.guarded.unmap(); }
    CHECK(bench.log == Log{"close", what});
}

TEST_CASE("GuardedController maps afresh with the window closed meanwhile") {
    GuardBench bench;
    REQUIRE(bench.guarded.map({}, {}) == TransferResult::Done);
    bench.log.clear();
    REQUIRE(bench.guarded.map({}, {}) == TransferResult::Done);
    CHECK(bench.log == Log{"close", "map", "open"});
}

TEST_CASE("GuardedController keeps the window closed when the controller does not map") {
    GuardBench bench;
    bench.controller.answer = GENERATE(TransferResult::Timeout, TransferResult::Unsupported);
    CHECK(bench.guarded.map({}, {}) == bench.controller.answer);
    CHECK_FALSE(bench.mpu.open);
    CHECK(bench.guarded.command({}, 0) == bench.controller.answer);
    CHECK(bench.guarded.failure_status() == 0x21);
}

TEST_CASE("GuardedController leaves the MPU alone while nothing is mapped") {
    GuardBench bench;
    CHECK(bench.guarded.command({}, 0) == TransferResult::Done);
    CHECK(bench.guarded.unmap() == TransferResult::Done);
    CHECK(bench.log == Log{"command", "unmap"});
}
