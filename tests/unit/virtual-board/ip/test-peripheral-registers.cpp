#include "ip/peripheral-registers.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

using namespace vb;
using namespace vb::test;

namespace {
constexpr RegisterSpec kMap[] = {{0x00, "CR", 0x80000001, 0x000000FF, 0x100}, {0x08, "DR", 0, 0xFFFFFFFF}};
struct Block : PeripheralRegisters {
    explicit Block(Violations& v) : PeripheralRegisters("TEST", kMap, v) {}
};
} // namespace

TEST_CASE("A register keeps its writable bits and leaves those of the hardware alone") {
    RegisterBench bench;
    Block block(bench.violations);
    REQUIRE(get(block, 0) == 0x80000001);
    put(block, 0, 0x800001F0);
    REQUIRE(get(block, 0) == 0x800000F0);
    REQUIRE(bench.clean());
    block.reset();
    REQUIRE(get(block, 0) == 0x80000001);
}

TEST_CASE("VB-BUS-001: a write to a reserved offset is ignored and reported, a read gives 0") {
    RegisterBench bench;
    Block block(bench.violations);
    REQUIRE(get(block, 4) == 0);
    REQUIRE(bench.clean());
    REQUIRE(put(block, 4, 1));
    REQUIRE(get(block, 4) == 0);
    REQUIRE(bench.count("VB-BUS-001") == 1);
}

TEST_CASE("VB-BUS-002: reserved bits must be kept at their reset value") {
    RegisterBench bench;
    Block block(bench.violations);
    put(block, 0, 0x80000000);
    REQUIRE(bench.clean());
    put(block, 0, 0x00000000); // the reserved bit 31 is 1 at reset
    REQUIRE(bench.count("VB-BUS-002") == 1);
    put(block, 0, 0x80000200);
    REQUIRE(bench.count("VB-BUS-002") == 2);
}

TEST_CASE("Bytes and half-words reach their lanes") {
    RegisterBench bench;
    Block block(bench.violations);
    put(block, 8, 0x11223344);
    REQUIRE(block.write(9, 1, 0xAB, Master::Core));
    REQUIRE(block.write(10, 2, 0xCDEF, Master::Core));
    REQUIRE(get(block, 8) == 0xCDEFAB44);
    REQUIRE(block.read(9, 1, Master::Core) == 0xABu);
    REQUIRE(block.read(10, 2, Master::Core) == 0xCDEFu);
}

TEST_CASE("VB-RCC-001: a peripheral without clock reads 0 and ignores writes") {
    RegisterBench bench;
    Block block(bench.violations);
    bool clock = false;
    block.gate([&] { return clock; }, "RCC_XENR.TESTEN");
    REQUIRE(get(block, 0) == 0);
    REQUIRE(put(block, 8, 5));
    REQUIRE(bench.count("VB-RCC-001") == 2);
    REQUIRE(bench.violations.all()[0].what.find("RCC_XENR.TESTEN") != std::string::npos);
    clock = true;
    REQUIRE(get(block, 8) == 0);
    REQUIRE(get(block, 0) == 0x80000001);
}
