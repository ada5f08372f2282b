// The internal flash, through the queue.
#include "tests/unit/target-stubs/agent/agent-bench.hpp"

using namespace xspi::agent;
using Step = Agent::Step;

TEST_CASE("Internal flash is programmed by quad-words and locked again") {
    AgentBench bench;
    bench.configure_internal();
    const auto data = pattern(512);
    CHECK(bench.program(0x2010, data, 0, Memory::Internal) == Step::Done);
    CHECK(std::equal(data.begin(), data.end(), bench.mmio.memory.begin() + 0x2010));
    CHECK(bench.mmio.quads == 32);
    CHECK(bench.mmio.locked());
}

TEST_CASE("Internal flash skips quad-words of 0xFF: programmed, they could not be programmed again") {
    AgentBench bench;
    bench.configure_internal();
    auto data = pattern(48);
    std::fill_n(data.begin() + 16, 16, std::uint8_t{0xFF});
    CHECK(bench.program(0, data, 0, Memory::Internal) == Step::Done);
    CHECK(bench.mmio.quads == 2);
}

TEST_CASE("Internal flash never programs a quad-word twice, even to clear bits only") {
    AgentBench bench;
    bench.configure_internal();
    bench.mmio.memory[0x2045] = 0xFE;
    CHECK(bench.program(0x2000, std::vector<std::uint8_t>(256, 0), 0, Memory::Internal) == Step::Failed);
    CHECK(bench.error() == AgentError::NotBlank);
    CHECK(bench.mailbox.status.error_address == 0x2040);
    CHECK(bench.mmio.quads == 0);
}

TEST_CASE("Internal flash erases the sector first where it is told to") {
    AgentBench bench;
    bench.configure_internal();
    std::fill(bench.mmio.memory.begin(), bench.mmio.memory.end(), std::uint8_t{0});
    const auto data = pattern(0x2000);
    CHECK(bench.program(0x4000, data, 0x2000, Memory::Internal) == Step::Done);
    CHECK(std::equal(data.begin(), data.end(), bench.mmio.memory.begin() + 0x4000));
    CHECK(bench.mmio.memory[0x3FFF] == 0);
    CHECK(bench.mmio.memory[0x6000] == 0);
    CHECK(bench.mailbox.status.erases == 1);
}

TEST_CASE("Internal flash erases everything sector by sector") {
    AgentBench bench;
    bench.configure_internal();
    CHECK(bench.erase(0, InternalFlashFake::kSize, Memory::Internal) == Step::Done);
    CHECK(bench.mmio.sector_erases == 8);
}

TEST_CASE("Internal flash reports error flags of its own operation, not older ones") {
    AgentBench bench;
    bench.configure_internal();
    bench.mmio.flags = 1u << 18; // PGSERR, left by the application
    CHECK(bench.program(0, pattern(16), 0, Memory::Internal) == Step::Done);
    bench.mmio.next_error = 1u << 17; // WRPERR
    CHECK(bench.erase(0x2000, 0x2000, Memory::Internal) == Step::Failed);
    CHECK(bench.error() == AgentError::InternalFlashError);
    CHECK(bench.mailbox.status.error_status == 1u << 17);
    CHECK(bench.mmio.locked());
}

TEST_CASE("Internal flash that does not unlock or never finishes is an error") {
    AgentBench bench;
    bench.configure_internal();
    SECTION("locked until reset") {
        bench.mmio.locked_for_good = true;
        CHECK(bench.erase(0, 0x2000, Memory::Internal) == Step::Failed);
        CHECK(bench.error() == AgentError::InternalFlashError);
    }
    SECTION("stuck") {
        bench.mmio.stuck = true;
        CHECK(bench.erase(0, 0x2000, Memory::Internal) == Step::Failed);
        CHECK(bench.error() == AgentError::BusyTimeout);
        CHECK(bench.mailbox.status.elapsed_us >= 400'000);
    }
}

TEST_CASE("Internal flash reads by whole words from any address") {
    AgentBench bench;
    bench.configure_internal();
    bench.mmio.memory = pattern(InternalFlashFake::kSize);
    const std::uint32_t address = GENERATE(0u, 1u, 2u, 3u);
    const std::uint32_t length = GENERATE(1u, 2u, 5u, 4096u);
    Descriptor d = bench.descriptor(Operation::Read, address, length);
    d.memory = Memory::Internal;
    CHECK(bench.send(d) == Step::Done);
    CHECK(std::equal(bench.ring.begin() + 0x10000, bench.ring.begin() + 0x10000 + length,
                     bench.mmio.memory.begin() + address));
    CHECK(bench.chip.maps == 0);
}
