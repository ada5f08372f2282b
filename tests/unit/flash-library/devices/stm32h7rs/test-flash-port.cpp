#include "flash-library/devices/stm32h7rs/flash-port.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/bring-up/register-file.hpp"
#include "tests/unit/flash-library/devices/nucleo-facts.hpp"

#include <algorithm>

using namespace xspi;
using namespace xspi::stm32h7rs;

namespace {
constexpr FlashClock kAgentClock = hclk5_flash_clock(kNucleoFlash, kAgentCoreHz / 2);
constexpr FlashClock kBootClock = pll2_flash_clock(kNucleo, kNucleoFlash, true);
// The lists are constants: the firmware builds them at compile time.
static_assert(flash_port_ops(kNucleo, kNucleo.flashes[0], kAgentClock).count > 0);
static_assert(flash_port_ops(kNucleo, kNucleo.flashes[0], kBootClock).count < RegisterOps::kCapacity);

std::ptrdiff_t first(const RegisterOps& ops, std::uint32_t address, std::uint32_t mask) {
    return std::find_if(
               ops.begin(), ops.end(),
               [&](const RegisterOp& op) { return op.address == address && (op.mask & mask) != 0; }) -
           ops.begin();
}
} // namespace

// Addresses and bits below are typed from docs/hardware/stm32h7rs.md, bring-up of the flash port, not from
// the library's header.
TEST_CASE("the agent's bring-up leaves port, pins and clocks of the NUCLEO as ST's boot does") {
    RegisterFile r = h7s_after_reset();
    REQUIRE(r.run(flash_port_ops(kNucleo, kNucleo.flashes[0], kAgentClock)));
    CHECK(r[0x58024554] == 0x2);                       // APB4ENR.SBSEN
    CHECK(r[0x5802480C] == 0x8006);                    // CSR2: EN_XSPIM2, supply bits as they were
    CHECK((r[0x58024400] & 0x180) == 0x180);           // CSI runs
    CHECK((r[0x58000510] & 0x430) == 0x410);           // XSPI2 COMP_EN, CODESEL 0, RDY
    CHECK((r[0x58000510] & (1u << 18)) == 0);          // XSPI2_IOHSLV off
    CHECK(r[0x58024540] == 1u << 13);                  // AHB4ENR.GPIONEN
    CHECK(r[0x58024534] == ((1u << 12) | (1u << 14))); // AHB5ENR: XSPI2EN, XSPIMEN
    CHECK(r[0x58023400] == 0xFFAAEAAA); // alternate function on PN0..6, PN8..11, the rest as before
    CHECK(r[0x58023408] == 0x00FF3FFF); // OSPEEDR very high on PN0..6, PN8..11
    CHECK(r[0x5802340C] == 0x4);        // pull-up on NCS PN1 alone
    CHECK(r[0x58023420] == 0x09999999);
    CHECK(r[0x58023424] == 0x00009999);
    CHECK(r[0x5802444C] == 0xA00); // CCIPR1: HCLK5
    CHECK(r[0x5802447C] == 0);     // resets released
    CHECK(r[0x5200B400] == 0);     // XSPIM: XSPI2 on port 2
}

TEST_CASE("the bootloader's bring-up runs PLL2S at 200 MHz, selects it and sets IOHSLV") {
    RegisterFile r = h7s_after_reset();
    REQUIRE(r.run(flash_port_ops(kNucleo, kNucleo.flashes[0], kBootClock)));
    CHECK((r[0x58024428] & 0x0003F003) == ((2u << 12) | 2)); // DIVM2 2, HSE
    CHECK((r[0x58024438] & 0x1FF) == 49);
    CHECK((r[0x580244C4] & 0x7) == 2);
    CHECK((r[0x5802442C] & (1u << 19)) != 0);
    CHECK((r[0x58024400] & (1u << 27)) != 0);
    CHECK((r[0x5802444C] & 0xC0) == 0x40);
    CHECK((r[0x58000510] & (1u << 18)) != 0);
}

TEST_CASE("kernel clock protection of a running application is cleared before the selection changes") {
    const RegisterOps ops = flash_port_ops(kNucleo, kNucleo.flashes[0], kBootClock);
    CHECK(first(ops, 0x58024500, 1) < first(ops, 0x5802444C, 0xC0));
    RegisterFile r = h7s_after_reset();
    r[0x58024500] = 1;
    REQUIRE(r.run(ops));
    CHECK(r[0x58024500] == 0);
}

TEST_CASE("PLL2 is stopped only after the kernel clock has gone back to HCLK5") {
    const RegisterOps ops = flash_port_ops(kNucleo, kNucleo.flashes[0], kBootClock);
    CHECK(first(ops, 0x5802444C, 0xC0) < first(ops, 0x58024400, 1u << 26));
}

TEST_CASE("the port gets its supply before the compensation cell and its pins") {
    const RegisterOps ops = flash_port_ops(kNucleo, kNucleo.flashes[0], kAgentClock);
    CHECK(first(ops, 0x5802480D, 0x80) < first(ops, 0x58000510, 0x10));
    CHECK(first(ops, 0x58024400, 0x80) < first(ops, 0x58000510, 0x10));
    CHECK(first(ops, 0x58023420, 0xF) < first(ops, 0x58023400, 0x3)); // AFRL before MODER
}

TEST_CASE("no access covers PWR_CSR2's low byte, where a write would lock the core supply") {
    for (const BoardFacts& board : {kNucleo, on_port_1(kNucleo)})
        for (const RegisterOp& op : flash_port_ops(board, board.flashes[0], kAgentClock)) {
            if ((op.address & ~3u) != 0x5802480C) continue;
            CHECK(op.kind == RegisterOpKind::ModifyByte);
            CHECK(op.address == 0x5802480D);
        }
}

TEST_CASE("a flash on port 1 of XSPI1 uses ports O and P and the other bits") {
    const BoardFacts board = on_port_1(kNucleo);
    RegisterFile r = h7s_after_reset();
    REQUIRE(r.run(flash_port_ops(board, board.flashes[0], pll2_flash_clock(board, board.flashes[0], true))));
    CHECK(r[0x5802480C] == 0x4006);
    CHECK((r[0x58000510] & 0x2020C) == 0x20204);
    CHECK(r[0x58024540] == ((1u << 14) | (1u << 15)));
    CHECK(r[0x58024534] == ((1u << 5) | (1u << 14)));
    CHECK(r[0x58023820] == 0x00090909); // PO0, PO2, PO4
    CHECK(r[0x58023C20] == 0x99999999);
    CHECK((r[0x5802444C] & 0x30) == 0x10);
    CHECK(r[0x5200B400] == 0);
    CHECK(kPins.controller(board.flashes[0].controller)->registers == 0x52005000);
    CHECK(hslv_option_bit(board.flashes[0]) == 0x100);
}

TEST_CASE("XSPI1 reaching port 2 crosses the multiplexer and resets both controllers first") {
    BoardFacts board = kNucleo;
    board.flashes[0].controller = "XSPI1";
    const RegisterOps ops = flash_port_ops(board, board.flashes[0], kAgentClock);
    RegisterFile r = h7s_after_reset();
    REQUIRE(r.run(ops));
    CHECK(r[0x5200B400] == 0x2);
    CHECK((ops.ops[static_cast<std::size_t>(first(ops, 0x5802447C, 0x1000))].value) == 0x1020);
    CHECK(hslv_option_bit(board.flashes[0]) == 0x200); // the option belongs to the port
}

TEST_CASE("chip select follows the NCS pin") {
    CHECK(kPins.chip_select(kNucleo.flashes[0]) == 0);
    BoardFacts board = kNucleo;
    set_pin(board, Signal::Ncs, {'N', 12});
    CHECK(kPins.chip_select(board.flashes[0]) == 1);
}

TEST_CASE("every wait is bounded and says what its end means") {
    for (const RegisterOps& ops : {flash_port_ops(kNucleo, kNucleo.flashes[0], kBootClock),
                                   flash_port_ops(kNucleo, kNucleo.flashes[0], kAgentClock)})
        for (std::size_t i = 0; i < ops.count; ++i)
            if (ops.ops[i].kind == RegisterOpKind::Wait) {
                CHECK(ops.ops[i].timeout_us > 0);
                CHECK(timeout_meaning(ops.steps[i]) != timeout_meaning(Step::Pins));
            }
}

TEST_CASE("a compensation cell that never gets ready stops the bring-up at its own step") {
    RegisterFile r = h7s_after_reset();
    r.follow(0x58000510, 0x10, 0x58000510, 0); // keep
    RegisterFile dead;
    dead[0x58024554] = 2;
    dead.follow(0x58024400, 0x80, 0x58024400, 0x100);
    const RegisterOps ops = flash_port_ops(kNucleo, kNucleo.flashes[0], kAgentClock);
    REQUIRE_FALSE(dead.run(ops));
    CHECK(ops.steps[dead.failed] == Step::Compensation);
}
