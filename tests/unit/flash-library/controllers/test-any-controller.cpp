// Which controller a set-up gets.
#include "flash-library/controllers/any-controller.hpp"
#include "flash-library/controllers/quadspi/quadspi-registers.hpp"
#include "flash-library/controllers/xspi/xspi-registers.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/core/mmio-fake.hpp"

#include <map>
#include <type_traits>

using namespace xspi;
using namespace xspi::registers;

namespace {
constexpr std::uint32_t kBase = 0x52005000; // of XSPI1 on one microcontroller, of QUADSPI on another

// Registers that hold what is written, with a controller that is done at once.
struct Registers final : MmioFake {
    std::uint32_t read(std::uintptr_t address, unsigned) override {
        return address == status ? 1u << 1 : words[address]; // TCF
    }
    void write(std::uintptr_t address, std::uint32_t value, unsigned) override {
        words[address] = value;
        written.push_back(address - kBase);
    }
    bool wrote(std::uintptr_t offset) const {
        return std::find(written.begin(), written.end(), offset) != written.end();
    }
    std::uintptr_t status = 0;
    std::map<std::uintptr_t, std::uint32_t> words;
    std::vector<std::uintptr_t> written;
};

NorSetup setup(ControllerKind kind) {
    NorSetup setup;
    setup.kind = kind;
    setup.controller_base = kBase;
    setup.prescaler = 1;
    setup.chip.size = 1u << 20;
    return setup;
}
} // namespace

using Both = ControllerFor<ControllerKind::Xspi, ControllerKind::QuadSpi>;
static_assert(std::is_same_v<ControllerFor<ControllerKind::Xspi>, XspiController>);
static_assert(std::is_same_v<ControllerFor<ControllerKind::QuadSpi>, QuadSpiController>);

TEST_CASE(
    "A controller of several kinds is the controller that the set-up names, and another one with the next") {
    Registers registers;
    const Timebase timebase(kTestCoreHz);
    Both any(timebase);
    REQUIRE(any.configure(setup(ControllerKind::QuadSpi)) == TransferResult::Done);
    registers.written.clear();
    registers.status = kBase + QUADSPI_SR;
    CHECK(any.command({.opcode = 0x06}, 0) == TransferResult::Done);
    CHECK(registers.wrote(QUADSPI_CCR));
    CHECK_FALSE(registers.wrote(XSPI_CCR));

    registers.status = kBase + XSPI_SR;
    registers.words.clear();
    REQUIRE(any.configure(setup(ControllerKind::Xspi)) == TransferResult::Done);
    registers.written.clear();
    CHECK(any.command({.opcode = 0x06}, 0) == TransferResult::Done);
    CHECK(registers.wrote(XSPI_CCR));
}

TEST_CASE("A controller of several kinds refuses a kind that there is not, without a write, and stays what "
          "it was") {
    Registers registers;
    const Timebase timebase(kTestCoreHz);
    Both any(timebase);
    REQUIRE(any.configure(setup(ControllerKind::QuadSpi)) == TransferResult::Done);
    registers.written.clear();
    CHECK(any.configure(setup(static_cast<ControllerKind>(9))) == TransferResult::Unsupported);
    CHECK(registers.written.empty());
    registers.status = kBase + QUADSPI_SR;
    CHECK(any.command({.opcode = 0x06}, 0) == TransferResult::Done);
    CHECK(registers.wrote(QUADSPI_CCR));
}
