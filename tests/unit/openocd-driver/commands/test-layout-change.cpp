// nDBANK of an STM32F767 changes: what is said before, and what is found afterwards.
#include "openocd-driver/commands/layout-change.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/option-bytes.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/bridge-fake.hpp"
#include "tests/unit/openocd-driver/state-folder.hpp"
#include "tests/unit/openocd-driver/target/option-interface-fake.hpp"

#include <optional>

using namespace xspi;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::uint32_t kSize = 2u << 20;

struct Bench {
    Bench() {
        if (!StateFolder::one_lives()) own_state.emplace();
        programmer.driver.set_hooks(true);
        programmer.driver.declare_board("f767", "mcu STM32F767ZI\n");
        programmer.driver.open_bank(bridge.bank_handle(0), bridge.cpu(), "int", 0x08000000, {"lent"});
        board.emplace(programmer.driver.board());
        for (std::uint32_t at = 0; at < kSize; ++at) single.push_back(std::uint8_t(at * 7 + at / 256));
        for (std::uint32_t at = 0; at < kSize; ++at) dual.push_back(single[BankLayout{kSize}.in_single(at)]);
        fake.flash = single;
    }
    LayoutChange change(std::uint32_t value) {
        return {*board, option_named(board->family, "nDBANK"), value};
    }
    std::string followed(LayoutChange& change) { return change.follow(programmer, fake); }

    std::optional<StateFolder> own_state;
    BridgeFake bridge;
    Programmer programmer;
    std::optional<Board> board;
    OptionInterfaceFake fake;
    std::vector<std::uint8_t> single, dual; // the same cells, as one bank and as two show them
};

} // namespace

TEST_CASE("before the layout changes its user is told which addresses become others") {
    Bench b;
    CHECK_THAT(b.change(0).notice(),
               ContainsSubstring("XSPI-0450") && ContainsSubstring("nDBANK = 0 (dual)") &&
                   ContainsSubstring("two banks of the internal flash, at 0x08000000 and 0x08100000") &&
                   ContainsSubstring("what is at 0x08000010 now will be at 0x08100000") &&
                   ContainsSubstring("Nothing is erased"));
    CHECK_THAT(b.change(1).notice(), ContainsSubstring("what is at 0x08100000 now will be at 0x08000010"));
}

TEST_CASE(
    "contents that are shown anew say that the new map counts, those that are not that it does not yet") {
    Bench b;
    for (const std::uint32_t value : {0u, 1u}) {
        b.fake.flash = value == 0 ? b.single : b.dual;
        LayoutChange change = b.change(value);
        change.remember(b.fake);
        CHECK_THAT(b.followed(change), ContainsSubstring("XSPI-0454") && ContainsSubstring("off and on"));
        b.fake.flash = value == 0 ? b.dual : b.single;
        CHECK(b.followed(change).empty());
        b.fake.flash.assign(kSize, 0xFF); // erased meanwhile: who knows
        CHECK(b.followed(change).empty());
    }
}

TEST_CASE("contents that say nothing are not asked: blank ones, and those that cannot be read") {
    Bench b;
    b.fake.flash.assign(kSize, 0xFF);
    LayoutChange blank = b.change(0);
    blank.remember(b.fake);
    CHECK(b.followed(blank).empty());
    b.fake.flash.clear();
    LayoutChange closed = b.change(0);
    CHECK(b.followed(closed).empty());
}

TEST_CASE("OpenOCD's driver is asked for its sectors again, and a reset that fails is named") {
    Bench b;
    LayoutChange change = b.change(0);
    (void)b.followed(change);
    CHECK(b.bridge.reprobed == "stm32f2x");
    b.bridge.resets = false;
    CHECK_THROWS_WITH(b.followed(change), ContainsSubstring("XSPI-0456"));
}
