// Erase, program, read and digest on the external chip, through the queue. What NorFlash itself does is
// tested in flash-library/nor.
#include "tests/unit/target-stubs/agent/agent-bench.hpp"

#include <xxhash.h>

using namespace xspi::agent;
using Step = Agent::Step;

namespace {
bool holds(const ChipFake& chip, std::uint32_t address, std::span<const std::uint8_t> data) {
    return std::equal(data.begin(), data.end(), chip.memory.begin() + address);
}
} // namespace

TEST_CASE("Program without an erase names the first byte that is not blank, and has programmed nothing") {
    AgentBench bench;
    bench.configure();
    bench.chip.memory[0x1A03] = 0x00;
    CHECK(bench.program(0x1000, pattern(4096, 3)) == Step::Failed);
    CHECK(bench.error() == AgentError::NotBlank);
    CHECK(bench.mailbox.status.error_address == 0x1A03);
    CHECK(bench.chip.programs == 0);
}

TEST_CASE("Program with an erase size erases once, then programs over what was there") {
    AgentBench bench;
    bench.configure();
    std::fill_n(bench.chip.memory.begin() + 0x2000, 0x1000, std::uint8_t{0});
    const auto data = pattern(4096);
    CHECK(bench.program(0x2000, data, ChipFake::kSector) == Step::Done);
    CHECK(holds(bench.chip, 0x2000, data));
    CHECK(bench.mailbox.status.erases == 1);
}

TEST_CASE("Program never goes beyond the area it erased, nor beyond the chip") {
    AgentBench bench;
    bench.configure();
    SECTION("beyond the sector") {
        CHECK(bench.program(0x2800, pattern(4096), ChipFake::kSector) == Step::Failed);
    }
    SECTION("beyond the chip") { CHECK(bench.program(ChipFake::kSize - 16, pattern(17)) == Step::Failed); }
    CHECK(bench.error() == AgentError::OutOfRange);
    CHECK(bench.chip.erases == 0);
    CHECK(bench.chip.programs == 0);
}

TEST_CASE("Erase refuses a size without an erase type and an address that is not its multiple") {
    AgentBench bench;
    bench.configure();
    CHECK(bench.erase(0, 0x8000) == Step::Failed);
    CHECK(bench.error() == AgentError::BadDescriptor);
    bench.mailbox.acknowledge = signal(1);
    CHECK(bench.erase(0x800, ChipFake::kSector) == Step::Failed);
    CHECK(bench.error() == AgentError::OutOfRange);
    CHECK(bench.chip.erases == 0);
}

TEST_CASE("A chip erase of twenty seconds reports its true time over turns of the cycle counter") {
    AgentBench bench;
    bench.configure();
    CHECK(bench.erase(0, ChipFake::kSize) == Step::Done);
    CHECK(bench.mailbox.status.elapsed_us >= 20'000'000);
    CHECK(bench.mailbox.status.elapsed_us < 20'100'000);
}

TEST_CASE("A chip busy past its maximum is an error with the last status") {
    AgentBench bench;
    bench.configure();
    bench.chip.stuck_for_us = 10'000'000;
    CHECK(bench.erase(0x3000, ChipFake::kSector) == Step::Failed);
    CHECK(bench.error() == AgentError::BusyTimeout);
    CHECK(bench.mailbox.status.error_address == 0x3000);
    CHECK((bench.mailbox.status.error_status & 1) == 1);
    CHECK(bench.mailbox.status.elapsed_us >= ChipFake::kSectorMaximumUs);
    CHECK(bench.mailbox.status.elapsed_us < ChipFake::kSectorMaximumUs + 10'000);
}

TEST_CASE("A write enable latch that does not set is found before anything is sent") {
    AgentBench bench;
    bench.configure();
    bench.chip.ignore_write_enable = true;
    CHECK(bench.program(0, pattern(16)) == Step::Failed);
    CHECK(bench.error() == AgentError::NotWriteEnabled);
    CHECK(bench.chip.programs == 0);
}

TEST_CASE("The chip's fail flags make an operation fail") {
    AgentBench bench;
    bench.configure();
    bench.chip.fail_operations = true;
    CHECK(bench.erase(0, ChipFake::kSector) == Step::Failed);
    CHECK(bench.error() == AgentError::EraseFailed);
    CHECK(bench.mailbox.status.erases == 0);
    bench.mailbox.acknowledge = signal(1);
    CHECK(bench.program(0x100, pattern(16)) == Step::Failed);
    CHECK(bench.error() == AgentError::ProgramFailed);
    CHECK(bench.mailbox.status.error_status == 0x60);
    CHECK(bench.mailbox.status.error_address == 0x100);
}

TEST_CASE("The controller's failures carry its status register") {
    AgentBench bench;
    bench.configure();
    bench.chip.answer = GENERATE(xspi::TransferResult::Timeout, xspi::TransferResult::TransferError);
    CHECK(bench.erase(0, ChipFake::kSector) == Step::Failed);
    CHECK(bench.error() == (bench.chip.answer == xspi::TransferResult::Timeout
                                ? AgentError::ControllerTimeout
                                : AgentError::ControllerError));
    CHECK(bench.mailbox.status.error_status == 0x20);
}

namespace {
// The word behind a result, as agent-protocol.hpp says.
bool result_is_sealed(AgentBench& bench, std::uint32_t length) {
    std::uint32_t checksum = 0;
    std::memcpy(&checksum, bench.ring.data() + 0x10000 + result_checksum_offset(length), sizeof(checksum));
    return checksum == XXH32(bench.ring.data() + 0x10000, length, bench.mailbox.status.completed);
}
} // namespace

TEST_CASE("Digest gives XXH3 and blankness of each range, read afresh") {
    AgentBench bench;
    bench.configure();
    CHECK(bench.program(3, pattern(5000)) == Step::Done);
    const std::array ranges{Range{0, 4096}, Range{1, 1}, Range{3, 4999}, Range{0x10000, 0x10000},
                            Range{0, 0}};
    CHECK(bench.send(bench.descriptor(Operation::Digest, 0, 0, AgentBench::bytes(ranges))) == Step::Done);
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        RangeDigest result;
        std::memcpy(&result, bench.ring.data() + 0x10000 + i * sizeof(result), sizeof(result));
        CHECK(result.digest == XXH3_64bits(bench.chip.memory.data() + ranges[i].address, ranges[i].length));
        CHECK(result.blank == (i == 0 || i == 2 ? 0u : 1u));
    }
    CHECK(result_is_sealed(bench, ranges.size() * sizeof(RangeDigest)));
    const unsigned maps = bench.chip.maps;
    CHECK(bench.send(bench.descriptor(Operation::Digest, 0, 0, AgentBench::bytes(ranges))) == Step::Done);
    CHECK(bench.chip.maps == maps + 1);
}

TEST_CASE("A glance reads some bytes of a range, and all of it only where they do not tell") {
    AgentBench bench;
    bench.configure();
    const auto put = [&](std::uint32_t at, std::uint32_t word) {
        std::memcpy(bench.chip.memory.data() + at, &word, sizeof(word));
    };
    put(0x1000, 0x11111111), put(0x2000, 0x22222222); // as it should begin; as it should not
    put(0x3F00, 0x33333333);                          // the last place
    put(0x4010, 0x44444444);                          // no place
    put(0x5100, 0x55555555);
    struct Expected {
        Glance glance;
        Seen seen;
        std::size_t bytes;
    };
    constexpr std::uint32_t kErasedWord = 0xFFFFFFFF;
    const Expected expected = GENERATE_COPY(values<Expected>({
        {{0x1000, 0x1000 | kGlanceMayDo, 0x11111111}, Seen::All, 4 + 0x1000},
        {{0x2000, 0x1000 | kGlanceMayDo, 0x11111111}, Seen::Different, 4},
        {{0x3000, 0x1000 | kGlanceMayDo, 0x11111111}, Seen::Different, 16 * 4},
        {{0x4000, 0x1000 | kGlanceMayDo, 0x11111111}, Seen::Blank, 16 * 4},
        {{0x5000, 0x1000 | kGlanceMayDo, kErasedWord}, Seen::All, 2 * 4 + 0x1000},
        {{0x6000, 0x1000 | kGlanceMayDo, kErasedWord}, Seen::Blank, 16 * 4},
        {{0x6000, 0x1000, 0x11111111}, Seen::All, 0x1000}, // nobody asked for a glance
        {{0x6000, 3 | kGlanceMayDo, 0x11111111}, Seen::All, 3},
    }));
    bench.chip.window_bytes = 0;
    const auto descriptor = [&](const Glance& glance) {
        Descriptor d = bench.descriptor(Operation::Digest, 0, 0, AgentBench::bytes(glance));
        d.argument0 = 1;
        return d;
    };
    REQUIRE(bench.send(descriptor(expected.glance)) == Step::Done);
    RangeDigest result;
    std::memcpy(&result, bench.ring.data() + 0x10000, sizeof(result));
    CHECK(result.seen == expected.seen);
    CHECK(bench.chip.window_bytes == expected.bytes);
    const auto* from = bench.chip.memory.data() + expected.glance.address;
    CHECK(result.digest ==
          (expected.seen == Seen::All ? XXH3_64bits(from, expected.glance.length & ~kGlanceMayDo) : 0));
    CHECK(result_is_sealed(bench, sizeof(result)));
    CHECK(bench.send(descriptor({ChipFake::kSize - 16, 32 | kGlanceMayDo, 0})) == Step::Failed);
    CHECK(bench.error() == AgentError::OutOfRange);
}

TEST_CASE("Blocks that follow on one that is there already are not glanced at until one is not") {
    AgentBench bench;
    bench.configure();
    constexpr std::uint32_t kBlock = 4096, kWord = 0x11111111;
    std::fill_n(bench.chip.memory.begin(), 3 * kBlock, std::uint8_t{0x11});
    std::vector<Glance> glances;
    for (std::uint32_t i = 0; i < 5; ++i) glances.push_back({i * kBlock, kBlock | kGlanceMayDo, kWord});
    Descriptor d = bench.descriptor(
        Operation::Digest, 0, 0,
        {reinterpret_cast<const std::uint8_t*>(glances.data()), glances.size() * sizeof(Glance)});
    d.argument0 = 1;
    REQUIRE(bench.send(d) == Step::Done);
    std::array<RangeDigest, 5> results{};
    std::memcpy(results.data(), bench.ring.data() + 0x10000, sizeof(results));
    CHECK(results[2].seen == Seen::All);
    CHECK(results[3].seen == Seen::All); // the first blank one
    CHECK(results[3].blank == 1);
    CHECK(results[4].seen == Seen::Blank);
    CHECK(bench.chip.window_bytes == 4 + 4 * kBlock + kBlock / kGlanceStride * kGlanceBytes);
}

TEST_CASE("Read and Crc32 see what was programmed since the window was mapped") {
    AgentBench bench;
    bench.configure();
    CHECK(bench.send(bench.descriptor(Operation::Map)) == Step::Done);
    const std::string text = "123456789";
    CHECK(bench.program(7, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}) == Step::Done);
    CHECK(bench.send(bench.descriptor(Operation::Read, 7, 9)) == Step::Done);
    CHECK(std::equal(text.begin(), text.end(), bench.ring.begin() + 0x10000));
    CHECK(result_is_sealed(bench, 9));
    CHECK(bench.send(bench.descriptor(Operation::Read, 7, 9)) == Step::Done);
    CHECK(result_is_sealed(bench, 9)); // for this sequence, not for the one before
    CHECK(bench.send(bench.descriptor(Operation::Crc32, 7, 9)) == Step::Done);
    CHECK(bench.mailbox.status.result0 ==
          0x0376E6E7); // CRC-32/MPEG-2's check value: OpenOCD's image checksum
}

TEST_CASE("Transfer reads a register into the ring and refuses a request that contradicts itself") {
    AgentBench bench;
    bench.configure();
    TransferRequest request;
    request.command.opcode = 0x9F;
    request.command.data_phase = {1, false};
    request.read_length = 3;
    CHECK(bench.send(bench.descriptor(Operation::Transfer, 0, 0, AgentBench::bytes(request))) == Step::Done);
    CHECK(bench.ring[0x10000] == 0xC2);
    CHECK(bench.ring[0x10002] == 0x39);
    CHECK(result_is_sealed(bench, 3));
    request.read_length = 0; // a data phase, and no data
    CHECK(bench.send(bench.descriptor(Operation::Transfer, 0, 0, AgentBench::bytes(request))) ==
          Step::Failed);
    CHECK(bench.error() == AgentError::BadDescriptor);
}

TEST_CASE("A set-up that cannot be true is refused") {
    AgentBench bench;
    Setup setup = ChipFake::setup();
    SECTION("page too large") { setup.chip.page_size = 2048; }
    SECTION("size not a power of two") { setup.chip.size = 3000; }
    SECTION("another controller") { setup.kind = static_cast<xspi::ControllerKind>(9); }
    CHECK(bench.send(bench.descriptor(Operation::Configure, 0, 0, AgentBench::bytes(setup))) == Step::Failed);
    CHECK(bench.error() == AgentError::BadDescriptor);
    CHECK(bench.external.size() == 0);
}
