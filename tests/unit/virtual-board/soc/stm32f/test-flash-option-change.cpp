#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/soc/stm32f/flash-bench.hpp"

using namespace vb;
using namespace vb::stm32f::flash;
using namespace vb::test;
using Bench = StmfFlashBench;
using stm32f7::nDBANK;

namespace {
constexpr std::uint32_t kFactory = 0xFFFFAAFD;
constexpr std::uint32_t rdp(std::uint32_t byte) { return byte << kRdpShift; }
const std::uint32_t kRdpMask = rdp(0xFF);

// Row 2r + b of a single bank is row r of bank b: every row of 16 bytes says its own number.
void number_rows(std::span<std::uint8_t> cells) {
    for (std::size_t at = 0; at < cells.size(); at += 4)
        for (unsigned i = 0; i < 4; ++i) cells[at + i] = std::uint8_t(at / 16 >> 8 * i);
}
} // namespace

TEST_CASE("F7: the option registers come up as delivered") {
    Bench f767, f746("STM32F746NG");
    CHECK((get(f767.flash, OPTCR) == kFactory && get(f767.flash, OPTCR1) == 0x00400080));
    CHECK((get(f746.flash, OPTCR) == 0xC0FFAAFD && get(f746.flash, OPTCR1) == 0x00400080));
    CHECK(f767.flash.options().memory()[0] == 0xFF);
    CHECK(f767.flash.options().memory()[1] == 0xAA);
    CHECK(f767.flash.options().memory()[3] == 0x55);
}

TEST_CASE("F7: OPTSTRT programs what both registers hold, in two counted operations") {
    Bench b;
    b.unlock_options();
    put(b.flash, OPTCR1, 0x20000080);
    b.begin_options(0x8, 0);
    CHECK((b.sr() & BSY));
    CHECK((get(b.flash, OPTCR) & OPTSTRT));
    CHECK(b.flash.options().loaded(1) == 0x00400080);
    b.wait();
    CHECK(b.sr() == 0);
    CHECK_FALSE((get(b.flash, OPTCR) & OPTSTRT));
    CHECK((b.flash.options().loaded(0) == 0xFFFFAAF4 && b.flash.options().loaded(1) == 0x20000080));
    CHECK(b.flash.operations().begun() == 2);
    b.flash.reset();
    CHECK((get(b.flash, OPTCR) == 0xFFFFAAF5 && get(b.flash, OPTCR1) == 0x20000080));
    CHECK(b.clean());
}

TEST_CASE("F7: what is written without OPTSTRT is forgotten at the reset") {
    Bench b;
    b.unlock_options();
    change(b.flash, OPTCR, nDBANK, 0);
    CHECK((b.flash.layout().banks == 1 && !(get(b.flash, OPTCR) & nDBANK)));
    b.flash.reset();
    CHECK(get(b.flash, OPTCR) == kFactory);
}

TEST_CASE("VB-FLASH-009 on the F7: option registers ignore stores while locked") {
    Bench b;
    put(b.flash, OPTCR, kFactory | OPTSTRT);
    put(b.flash, OPTCR1, 0);
    CHECK(b.count("VB-FLASH-009") == 2);
    CHECK((get(b.flash, OPTCR1) == 0x00400080 && b.sr() == 0));
}

TEST_CASE("VB-FLASH-010 on the F7: readout protection level 2 is for ever") {
    Bench b;
    b.change_options(kRdpMask, rdp(0xCC));
    CHECK(b.flash.options().protection() == stm32f::Protection::Level2);
    b.change_options(kRdpMask, rdp(0xAA));
    CHECK(b.flash.options().protection() == stm32f::Protection::Level2);
    CHECK(b.count("VB-FLASH-010") == 1);
}

TEST_CASE("F7: at level 1 a debugger reads errors, and nothing is erased for it") {
    Bench b;
    b.flash.bytes()[0] = 0x11;
    b.change_options(kRdpMask, rdp(0x55));
    CHECK(b.flash.bytes()[0] == 0x11);
    CHECK_FALSE(b.load(0, Master::Debug));
    CHECK(b.load(0) == 0xFFFFFF11);
    b.attached = true;
    CHECK_FALSE(b.load(0));
    b.unlock();
    b.start(SER);
    CHECK(b.sr() == WRPERR);
    CHECK(b.flash.bytes()[0] == 0x11);
}

TEST_CASE("F7: back to level 0 the whole flash is erased first, an operation of its own") {
    Bench b;
    b.change_options(kRdpMask, rdp(0x55));
    b.flash.bytes()[0x1FFFFF] = 0x11;
    const auto before = b.flash.operations().begun();
    b.change_options(kRdpMask, rdp(0xAA));
    CHECK((b.flash.bytes()[0x1FFFFF] == 0xFF && b.regressions == 1));
    CHECK(b.flash.operations().begun() == before + 3);
    CHECK(b.load(0, Master::Debug));
    b.change_options(0x8, 0);
    CHECK(b.regressions == 1);
}

TEST_CASE("F7: an option change that is cut leaves level 1, and the rest as far as it came") {
    struct Case {
        OperationMoment moment;
        std::uint32_t optcr, optcr1; // at the next reset
        unsigned banks;
    };
    // RDP and nDBANK lie in the first two words, the boot addresses in the others.
    const Case cases[] = {{{1, false}, kFactory, 0x00400080, 1},
                          {{1, true}, 0xFFFFFFFD, 0x00400080, 1},
                          {{2, false}, 0xFFFFFFFD, 0xFFFFFFFF, 1},
                          {{2, true}, 0xFFFFFFFD, 0x20000080, 1},
                          {{3, false}, 0xDFFFAAFD, 0x20000080, 2}};
    for (const bool by_reset : {false, true})
        for (const Case& c : cases) {
            CAPTURE(by_reset, c.moment.number, c.moment.middle);
            Bench b;
            b.flash.operations().at(c.moment, true, [&b, by_reset] {
                b.timeline.schedule_in(
                    0, [&b, by_reset] { by_reset ? b.flash.reset() : b.flash.lose_supply(); });
            });
            b.unlock_options();
            put(b.flash, OPTCR1, 0x20000080);
            b.begin_options(nDBANK, 0);
            b.wait();
            b.flash.reset();
            CHECK(get(b.flash, OPTCR) == c.optcr);
            CHECK(get(b.flash, OPTCR1) == c.optcr1);
            CHECK(b.flash.layout().banks == c.banks);
            if (c.moment.number == 3 || (c.moment.number == 1 && !c.moment.middle)) continue;
            CHECK(b.flash.options().protection() == stm32f::Protection::Level1);
        }
}

TEST_CASE("nDBANK takes effect when it is programmed, or at the reset") {
    for (const bool at_once : {true, false}) {
        CAPTURE(at_once);
        Bench b;
        b.flash.set_layout_at_once(at_once);
        b.change_options(nDBANK, 0);
        CHECK_FALSE((get(b.flash, OPTCR) & nDBANK));
        CHECK(b.flash.layout().banks == (at_once ? 2 : 1));
        b.flash.reset();
        CHECK(b.flash.layout().banks == 2);
    }
}

TEST_CASE("A change of nDBANK shows the cells in the other order of rows, and back as they were") {
    Bench b;
    number_rows(b.flash.bytes());
    b.change_options(nDBANK, 0);
    CHECK((b.load(0x000000) == 0 && b.load(0x000010) == 2 && b.load(0x100000) == 1 && b.load(0x100010) == 3));
    CHECK(b.load(0x1FFFF0) == 0x1FFFF);
    b.change_options(0, nDBANK);
    for (std::uint32_t row : {0u, 1u, 0x8000u, 0x1FFFFu}) CHECK(b.load(16 * row) == row);
    CHECK(b.clean());
}

TEST_CASE("Every sector of the single bank is the pair of dual bank sectors of its number") {
    Bench b;
    b.unlock();
    for (auto& byte : b.flash.bytes()) byte = 0;
    b.start(SER | 4u << kSnbShift | 2u << kPsizeShift);
    b.wait();
    b.change_options(nDBANK, 0);
    for (const auto& sector : b.flash.layout().sectors) {
        CAPTURE(sector.snb);
        const bool erased = (sector.snb & 0xF) == 4;
        CHECK(b.load(sector.first) == (erased ? 0xFFFFFFFFu : 0u));
        CHECK(b.load(sector.first + sector.size - 4) == (erased ? 0xFFFFFFFFu : 0u));
    }
}

TEST_CASE("F7: options have ST's names") {
    Bench b;
    auto& options = b.flash.options();
    CHECK(options.set("nDBANK", "0"));
    CHECK(options.field("nDBANK") == 0);
    CHECK_FALSE(options.set("nDBANK", "2"));
    CHECK_FALSE(options.set("NDBANK", "0"));
    CHECK(options.set("RDP", "0x55"));
    CHECK(options.protection() == stm32f::Protection::Level1);
    CHECK(options.values("BOOT_ADD0") == "numbers from 0 to 65535");
    CHECK(options.values("RDP")->find("0xCC") != std::string::npos);
    CHECK_FALSE(options.values("SPRMOD"));
    Bench f746("STM32F746NG");
    CHECK_FALSE(f746.flash.options().set("nDBANK", "0"));
    CHECK(f746.flash.options().set("IWDG_STOP", "0"));
}
