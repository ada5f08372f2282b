#include "fake-target.hpp"
#include "probe/mem-access.hpp"
#include "tests/unit/catch.hpp"

#include <numeric>

using namespace vb;
using namespace vb::test;
using Status = MemAccess::Status;

namespace {
constexpr std::uint32_t kBase = FakeTarget::kBase;

struct Bench {
    Bench() {
        REQUIRE(link.connect() == Status::Ok);
        target.log.clear();
    }
    std::uint32_t word(std::uint32_t offset) const {
        return target.memory[offset] | target.memory[offset + 1] << 8 | target.memory[offset + 2] << 16 |
               std::uint32_t(target.memory[offset + 3]) << 24;
    }
    FakeExecutive executive;
    FakeTarget target;
    Costs costs;
    SwdLink link{target, executive, costs};
    MemAccess memory{link};
};

std::vector<std::uint8_t> pattern(std::size_t size) {
    std::vector<std::uint8_t> bytes(size);
    for (std::size_t n = 0; n < size; ++n) bytes[n] = std::uint8_t(n * 7 + (n >> 8));
    return bytes;
}
} // namespace

TEST_CASE("a block across 1 KiB borders arrives whole, with TAR written at each border") {
    Bench b;
    const auto data = pattern(2048);
    REQUIRE(b.memory.write({0, kDefaultCsw, kBase + 0x3F0, 4}, data) == Status::Ok);
    CHECK(std::equal(data.begin(), data.end(), b.target.memory.begin() + 0x3F0));
    CHECK(b.target.writes_to(SwdLink::kTar) ==
          std::vector<std::uint32_t>{kBase + 0x3F0, kBase + 0x400, kBase + 0x800});

    std::vector<std::uint8_t> read(data.size());
    REQUIRE(b.memory.read({0, kDefaultCsw, kBase + 0x3F0, 4}, read) == Status::Ok);
    CHECK(read == data);
}

TEST_CASE("an access that is not aligned, or a part of one, is refused and nothing goes out") {
    Bench b;
    std::vector<std::uint8_t> data(8, 0x55);
    for (const bool increment : {true, false}) {
        for (const MemBlock& block : {MemBlock{0, kDefaultCsw, kBase + 1, 4, increment},
                                      MemBlock{0, kDefaultCsw, kBase + 0x3FE, 4, increment},
                                      MemBlock{0, kDefaultCsw, kBase + 0x3FF, 2, increment}}) {
            CAPTURE(block.address, block.size, increment);
            CHECK(b.memory.read(block, data) == Status::Fault);
            CHECK(b.memory.write(block, data) == Status::Fault);
            CHECK(b.memory.fault_address() == block.address);
        }
        CHECK(b.memory.read({0, kDefaultCsw, kBase, 4, increment}, std::span(data).first(6)) ==
              Status::Fault);
        CHECK(b.memory.write({0, kDefaultCsw, kBase, 2, increment}, std::span(data).first(3)) ==
              Status::Fault);
    }
    std::uint32_t word = 0;
    CHECK(b.memory.read_word(0, kDefaultCsw, kBase + 0x3FF, word) == Status::Fault);
    CHECK(b.target.log.empty());
    CHECK(b.memory.read({0, kDefaultCsw, kBase + 0x3FF, 1}, data) == Status::Ok);
}

TEST_CASE("writing n words takes n + 3 transactions, RDBUFF at the end") {
    Bench b;
    REQUIRE(b.memory.write({0, kDefaultCsw, kBase, 4}, pattern(64)) == Status::Ok);
    CHECK(b.target.log.size() == 16 + 3); // CSW, TAR, 16 x DRW, RDBUFF; SELECT stands at AP 0 bank 0 already
    const auto& last = b.target.log.back();
    CHECK((!last.ap && last.read && last.address == SwdLink::kRdbuff));
}

TEST_CASE("bytes and half-words travel in their lanes") {
    Bench b;
    const auto data = pattern(11);
    REQUIRE(b.memory.write({0, kDefaultCsw, kBase + 1, 1}, data) == Status::Ok);
    CHECK(std::equal(data.begin(), data.end(), b.target.memory.begin() + 1));
    CHECK((b.target.csw & 0x37) == 0x10); // 8 bits, single increment

    std::vector<std::uint8_t> halves(10);
    REQUIRE(b.memory.read({0, kDefaultCsw, kBase + 2, 2}, halves) == Status::Ok);
    CHECK(std::equal(halves.begin(), halves.end(), data.begin() + 1));
    CHECK((b.target.csw & 0x37) == 0x11);
}

TEST_CASE("the host's CSW bits reach the access port") {
    Bench b;
    std::uint32_t value = 0;
    REQUIRE(b.memory.read_word(0, 0xA2000000, kBase, value) == Status::Ok);
    CHECK(b.target.csw == 0xA2000012);
}

TEST_CASE("without increment every word goes to the same address") {
    Bench b;
    const auto data = pattern(16);
    REQUIRE(b.memory.write({0, kDefaultCsw, kBase + 8, 4, false}, data) == Status::Ok);
    CHECK(std::equal(data.end() - 4, data.end(), b.target.memory.begin() + 8));
    CHECK(b.word(12) == 0);
}

TEST_CASE("a fault in a block names the address that failed and leaves no sticky error") {
    Bench b;
    const std::uint32_t end = kBase + std::uint32_t(b.target.memory.size());
    CHECK(b.memory.write({0, kDefaultCsw, end - 8, 4}, pattern(32)) == Status::ApFault);
    CHECK(b.memory.fault_address() == end);
    CHECK_FALSE(b.target.sticky);

    std::vector<std::uint8_t> read(16);
    CHECK(b.memory.read({0, kDefaultCsw, end - 4, 4}, read) == Status::ApFault);
    CHECK(b.memory.fault_address() == end);
    CHECK(b.memory.read({0, kDefaultCsw, 0x100, 4}, std::span(read).first(4)) == Status::ApFault);
    CHECK(b.memory.fault_address() == 0x100);
    CHECK_FALSE(b.target.sticky);
}
