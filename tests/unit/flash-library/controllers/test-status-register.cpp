#include "flash-library/controllers/status-register.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/core/mmio-fake.hpp"

using namespace xspi;
using namespace xspi::status_register;

namespace {
struct StatusFake final : MmioFake {
    std::uint32_t read(std::uintptr_t, unsigned) override { return ++looks >= ready_after ? ready : BUSY; }
    void write(std::uintptr_t, std::uint32_t, unsigned) override {}
    std::uint32_t ready = TCF;
    unsigned ready_after = 1, looks = 0;
};

TransferResult wait(std::uint32_t& sr) {
    return wait_for_status(Timebase(kTestCoreHz), 0x52005008, is_complete, 0, sr);
}
} // namespace

TEST_CASE("A wait for what is there costs one look and no time") {
    StatusFake fake;
    const std::uint64_t before = fake.cycles;
    std::uint32_t sr = 0;
    CHECK(wait(sr) == TransferResult::Done);
    CHECK(sr == TCF);
    CHECK(fake.looks == 1);
    CHECK(fake.cycles == before);
}

TEST_CASE("A transfer error ends a wait whether or not its flag came, at the first look and later") {
    StatusFake fake;
    fake.ready = TCF | TEF;
    fake.ready_after = GENERATE(1u, 5u);
    std::uint32_t sr = 0;
    CHECK(wait(sr) == TransferResult::TransferError);
    CHECK(sr == (TCF | TEF));
}

TEST_CASE("A wait looks once more after its time, and gives up") {
    StatusFake fake;
    fake.ready_after = 0xFFFFFFFF;
    std::uint32_t sr = 0;
    const std::uint64_t before = fake.cycles;
    CHECK(wait(sr) == TransferResult::Timeout);
    CHECK(sr == BUSY);
    const std::uint64_t us = (fake.cycles - before) / (kTestCoreHz / 1'000'000);
    CHECK(us >= kStallUs);
    CHECK(us < kStallUs + 10);
}
