#include "faults/faulty-registers.hpp"
#include "tests/unit/catch.hpp"

using namespace vb;

namespace {
// One register of 32 bits, written in any width.
class Register final : public BusDevice {
  public:
    std::string name() const override { return "one register"; }
    std::optional<std::uint32_t> read(std::uint32_t offset, unsigned, Master) override {
        return value >> (8 * (offset & 3));
    }
    bool write(std::uint32_t offset, unsigned size, std::uint32_t bits, Master) override {
        const unsigned shift = 8 * (offset & 3);
        const std::uint32_t mask = (size == 4 ? ~0u : (1u << 8 * size) - 1) << shift;
        value = (value & ~mask) | (bits << shift & mask);
        return true;
    }
    void reset() override { value = 0; }
    std::uint32_t value = 0;
};
} // namespace

TEST_CASE("A bit of a register that is held does not take what is written, in any width") {
    Register one;
    FaultyRegisters faulty(one);
    faulty.hold(0xC, 15, false);
    faulty.hold(0xC, 0, true);
    REQUIRE(faulty.write(0xC, 4, 0xFFFFFFFE, Master::Core));
    REQUIRE(one.value == 0xFFFF7FFF);
    REQUIRE(faulty.write(0xD, 1, 0x80, Master::Debug));
    REQUIRE(one.value == 0xFFFF00FF);
    one.value = 0x00008000; // as hardware would set it
    REQUIRE(faulty.read(0xC, 4, Master::Core) == 0x00000001u);
    REQUIRE(faulty.read(0xD, 1, Master::Core) == 0x00u);
}

TEST_CASE("Registers beside the held bits are as written") {
    Register one;
    FaultyRegisters faulty(one);
    faulty.hold(0x10, 3, false);
    REQUIRE(faulty.write(0xC, 4, 0x12345678, Master::Core));
    REQUIRE(faulty.read(0xC, 4, Master::Core) == 0x12345678u);
}
