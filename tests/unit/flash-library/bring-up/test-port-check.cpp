#include "flash-library/bring-up/port-check.hpp"
#include "flash-library/devices/stm32h7rs/flash-port.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/nucleo-facts.hpp"

#include <map>

using namespace xspi;
using namespace xspi::stm32h7rs;

namespace {
// Registers that hold what is written.
struct Words {
    std::map<std::uint32_t, std::uint32_t> words;
    void run(const RegisterOps& ops) {
        for (const RegisterOp& op : ops) {
            if (op.kind == RegisterOpKind::Modify)
                words[op.address] = (words[op.address] & ~op.mask) | op.value;
            if (op.kind == RegisterOpKind::ModifyByte) {
                const unsigned shift = 8 * (op.address & 3);
                auto& word = words[op.address & ~3u];
                word = (word & ~(op.mask << shift)) | op.value << shift;
            }
        }
    }
    auto reader() {
        return [this](std::uint32_t address) { return words[address]; };
    }
};

RegisterOps ops() {
    const BoardFacts facts = kNucleo;
    return stm32h7rs::flash_port_ops(facts, kNucleoFlash,
                                     stm32h7rs::hclk5_flash_clock(kNucleoFlash, stm32h7rs::kHsiHz));
}
} // namespace

TEST_CASE("A bring-up that was carried out is found as it was left", "[port]") {
    Words words;
    words.run(ops());
    CHECK_FALSE(first_mismatch(ops(), words.reader()));
}

TEST_CASE("A register that does not hold what was written is found with its step and its bits", "[port]") {
    struct Case {
        std::uint32_t address, bits;
        Step step;
    };
    for (const Case& c : {Case{PWR_CSR2, PWR_CSR2_EN_XSPIM2, Step::PortPower},
                          Case{RCC_AHB5ENR, RCC_AHB5_XSPI2, Step::PeripheralClock},
                          Case{RCC_CCIPR1, 1u << RCC_CCIPR1_XSPI2SEL_Pos, Step::KernelClock},
                          Case{stm32h7rs::kGpio.registers('N') + GPIO_MODER, 1u << 5, Step::Pins},
                          Case{stm32h7rs::kGpio.registers('N') + GPIO_AFRH, 8u << 12, Step::Pins},
                          Case{RCC_AHB5RSTR, RCC_AHB5_XSPI2, Step::ControllerReset},
                          Case{XSPIM_CR, XSPIM_CR_MODE, Step::PortMultiplexer}}) {
        Words words;
        words.run(ops());
        words.words[c.address] ^= c.bits;
        const auto mismatch = first_mismatch(ops(), words.reader());
        CAPTURE(c.address);
        REQUIRE(mismatch);
        CHECK(mismatch->step == c.step);
        CHECK(mismatch->address == c.address);
        CHECK(mismatch->mask == c.bits);
        CHECK(mismatch->found == words.words[c.address]);
    }
}

TEST_CASE("Bits that the bring-up does not set may be anything", "[port]") {
    Words words;
    words.run(ops());
    words.words[PWR_CSR2] ^= 0x1F;
    words.words[RCC_AHB4ENR] |= 0xFF;
    words.words[stm32h7rs::kGpio.registers('N') + GPIO_MODER] ^= 3u << 14; // PN7 is nobody's
    CHECK_FALSE(first_mismatch(ops(), words.reader()));
}
