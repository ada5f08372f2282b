#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/soc/stm32h74x/flash-bench.hpp"

using namespace vb;
using namespace vb::stm32h74x::flash;
using namespace vb::test;
using Bench = H74FlashBench;

TEST_CASE("H74x: FLASH starts locked, with seven wait states") {
    Bench b;
    REQUIRE(get(b.flash, ACR) == 0x37);
    REQUIRE(get(b.flash, CR) == 0x31);
    REQUIRE(get(b.flash, CR + BANK) == 0x31);
    REQUIRE(get(b.flash, OPTCR) == OPTLOCK);
    REQUIRE(get(b.flash, WPSN_CUR) == 0xFF);
    REQUIRE(get(b.flash, BOOT_CUR) == 0x1FF00800);
    REQUIRE(b.flash.bytes().size() == 2u << 20);
}

TEST_CASE("H74x: registers that are no bank's own answer at bank 2's offsets, too") {
    Bench b;
    put(b.flash, ACR + BANK, 0x12);
    REQUIRE(get(b.flash, ACR) == 0x12);
    put(b.flash, ACR, 0x24);
    REQUIRE(get(b.flash, ACR + BANK) == 0x24);
    put(b.flash, OPTKEYR + BANK, 0x08192A3B);
    put(b.flash, OPTKEYR + BANK, 0x4C5D6E7F);
    REQUIRE_FALSE(get(b.flash, OPTCR) & OPTLOCK);
    REQUIRE(b.clean());
}

TEST_CASE("H74x: each bank has its own lock") {
    Bench b;
    b.unlock(1);
    REQUIRE(get(b.flash, CR) & LOCK);
    REQUIRE_FALSE(get(b.flash, CR + BANK) & LOCK);
    put(b.flash, CR, PG); // ignored while locked
    REQUIRE(get(b.flash, CR) == 0x31);
    put(b.flash, CR + BANK, LOCK);
    REQUIRE(get(b.flash, CR + BANK) & LOCK);
    REQUIRE(b.clean());
}

TEST_CASE("VB-FLASH-002 on the H74x: a wrong key or a second sequence is a bus error and locks until reset") {
    Bench b;
    SECTION("wrong key") { REQUIRE_FALSE(put(b.flash, KEYR, 0xFFFFFFFF)); }
    SECTION("second sequence") {
        b.unlock();
        REQUIRE_FALSE(put(b.flash, KEYR, 0x45670123));
    }
    REQUIRE(b.count("VB-FLASH-002") == 1);
    REQUIRE_FALSE(put(b.flash, KEYR, 0x45670123));
    REQUIRE(get(b.flash, CR) & LOCK);
    b.unlock(1); // the other bank's is alive
    REQUIRE_FALSE(get(b.flash, CR + BANK) & LOCK);
    b.flash.reset();
    b.unlock();
    REQUIRE_FALSE(get(b.flash, CR) & LOCK);
}

TEST_CASE("H74x: eight words program a flash word; QW holds until it is done, EOP until it is cleared") {
    Bench b;
    b.unlock();
    put(b.flash, CR, PG);
    for (unsigned i = 0; i < 7; ++i) b.store(0x40 + 4 * i, 0x11111111 * (i + 1));
    REQUIRE(b.sr() == WBNE);
    b.store(0x5C, 0x88888888);
    REQUIRE(b.sr() == (QW | BSY));
    REQUIRE(b.load(0x40) == 0xFFFFFFFF);
    b.wait();
    REQUIRE(b.sr() == EOP);
    REQUIRE(b.load(0x40) == 0x11111111);
    REQUIRE(b.load(0x5C) == 0x88888888);
    put(b.flash, CCR, EOP);
    REQUIRE(b.sr() == 0);
    REQUIRE(b.clean());
}

TEST_CASE("H74x: a sector erases with SER and START, a bank with BER; PSIZE decides how fast") {
    Bench b;
    const auto last = [&](std::uint32_t cr) {
        b.unlock();
        put(b.flash, CR, cr);
        put(b.flash, CR, cr | START);
        REQUIRE(b.sr() & QW);
        const Picoseconds from = b.timeline.now();
        while (b.sr() & QW) b.pass(100 * kPerMillisecond);
        put(b.flash, CR, LOCK);
        return b.timeline.now() - from;
    };
    for (std::uint32_t at : {0x00000u, 0x20000u, 0x3FFFCu, 0x40000u}) b.flash.bytes()[at] = 0;
    const Picoseconds fast = last(SER | PSIZE | 1u << 8), slow = last(SER | 2u << 8);
    REQUIRE(fast < slow);
    REQUIRE(b.load(0x00000) == 0xFFFFFF00);
    REQUIRE(b.load(0x20000) == 0xFFFFFFFF);
    REQUIRE(b.load(0x3FFFC) == 0xFFFFFFFF);
    REQUIRE(b.load(0x40000) == 0xFFFFFFFF); // by the second one
    last(BER | PSIZE);
    REQUIRE(b.load(0) == 0xFFFFFFFF);
    REQUIRE(b.clean());
}

TEST_CASE("H74x: the banks work at the same time") {
    Bench b;
    b.unlock(0);
    b.unlock(1);
    put(b.flash, CR, SER | START);
    put(b.flash, CR + BANK, PG);
    b.store_word(0, 0x100, 1);
    b.pass(kPerMillisecond);
    REQUIRE(b.sr(0) & QW);
    REQUIRE_FALSE(b.sr(1) & QW);
    REQUIRE(b.load(4, 1) == 0x101);
    REQUIRE(b.flash.bytes()[0x100004] == 0x01);
}

TEST_CASE("H74x: FW programs a partial flash word, filled with ones") {
    Bench b;
    b.unlock();
    put(b.flash, CR, PG);
    b.store(0x20, 0xAB, 0, 1);
    b.store(0x22, 0x1234, 0, 2);
    change(b.flash, CR, 0, FW);
    b.wait();
    REQUIRE(b.load(0x20) == 0x1234FFAB);
    REQUIRE(b.load(0x3C) == 0xFFFFFFFF);
    REQUIRE_FALSE(get(b.flash, CR) & FW);
    REQUIRE(b.clean());
}

TEST_CASE("VB-FLASH-003 on the H74x: a store without PG, or with INCERR pending, is a PGSERR") {
    Bench b;
    b.store(0, 0);
    REQUIRE(b.sr() == PGSERR);
    b.unlock();
    put(b.flash, CCR, PGSERR);
    put(b.flash, CR, START);
    REQUIRE(b.sr() == PGSERR);
    put(b.flash, CCR, PGSERR);
    put(b.flash, CR, PG);
    b.store(0x00, 0);
    b.store(0x20, 0); // INCERR
    put(b.flash, CCR, PGSERR);
    b.store_word(0x40, 0);
    REQUIRE(b.sr() == (INCERR | PGSERR));
    b.wait();
    REQUIRE(b.load(0x40) == 0xFFFFFFFF);
    REQUIRE(b.count("VB-FLASH-003") >= 3);
}

TEST_CASE("VB-FLASH-005 on the H74x: another flash word is an INCERR, a byte twice a STRBERR") {
    Bench b;
    b.unlock();
    put(b.flash, CR, PG);
    b.store(0x00, 1);
    b.store(0x20, 1);
    REQUIRE(b.sr() == INCERR);
    put(b.flash, CCR, INCERR);
    b.store(0x40, 1);
    b.store(0x40, 1);
    REQUIRE(b.sr() == STRBERR);
    REQUIRE(b.count("VB-FLASH-005") == 2);
}

TEST_CASE("VB-FLASH-006 and VB-FLASH-008 on the H74x: a flash word twice, and a load of it") {
    Bench b;
    b.unlock();
    put(b.flash, CR, PG);
    b.store_word(0x40, 0x55550000);
    b.wait();
    b.store_word(0x40, 0xAAAA0000);
    b.wait();
    REQUIRE(b.count("VB-FLASH-006") == 1);
    REQUIRE_FALSE(b.load(0x48));
    REQUIRE(b.count("VB-FLASH-008") == 1);
    REQUIRE(b.sr() & DBECCERR);
    REQUIRE(get(b.flash, ECC_FA) == 2);
}

TEST_CASE("H74x: all zeros over a flash word are tolerated") {
    Bench b;
    b.unlock();
    put(b.flash, CR, PG);
    b.store_word(0x40, 0x55550000);
    b.wait();
    for (unsigned i = 0; i < 8; ++i) b.store(0x40 + 4 * i, 0);
    b.wait();
    REQUIRE(b.load(0x48) == 0u);
    REQUIRE(b.clean());
}

TEST_CASE("VB-FLASH-004 on the H74x: a write-protected sector takes neither erase nor program") {
    Bench b;
    b.flash.options().set("WRPSN1", "0xFD");
    b.flash.reset();
    REQUIRE(get(b.flash, WPSN_CUR) == 0xFD);
    b.unlock();
    put(b.flash, CR, SER | 1u << 8 | START);
    REQUIRE(b.sr() == WRPERR);
    put(b.flash, CCR, WRPERR);
    put(b.flash, CR, BER | START);
    REQUIRE(b.sr() == WRPERR);
    put(b.flash, CCR, WRPERR);
    put(b.flash, CR, PG);
    b.store_word(0x20000, 0);
    REQUIRE(b.sr() == WRPERR);
    REQUIRE(b.count("VB-FLASH-004") == 2); // the two erases in the same words
    put(b.flash, CCR, WRPERR);
    put(b.flash, CR, SER | 2u << 8 | START);
    b.wait();
    REQUIRE(b.sr() == EOP);
}

TEST_CASE("VB-H74-008: a sector that the part lacks does not erase") {
    Bench half({2, 4}), single({1, 1});
    for (Bench* b : {&half, &single}) {
        b->unlock();
        put(b->flash, CR, SER | 4u << 8 | START);
        REQUIRE(b->count("VB-H74-008") == 1);
        REQUIRE(b->sr() == 0);
    }
    REQUIRE(half.flash.bytes().size() == 0x180000);
    REQUIRE(single.flash.bytes().size() == 0x20000);
    put(single.flash, KEYR + BANK, 0x45670123); // no bank 2, no registers
    REQUIRE(single.count("VB-BUS-001") == 1);
}

TEST_CASE("VB-FLASH-007 on the H74x: WRHIGHFREQ must fit while the flash is modified") {
    RegisterBench bench;
    stm32h74x::FlashHooks hooks;
    hooks.required_wrhighfreq = [] { return 2u; };
    stm32h74x::Flash flash(bench.timeline, bench.violations, {}, hooks);
    put(flash, ACR, 0x11);
    put(flash, KEYR, 0x45670123);
    put(flash, KEYR, 0xCDEF89AB);
    put(flash, CR, SER | START);
    REQUIRE(bench.count("VB-FLASH-007") == 1);
}

TEST_CASE("H74x: a lost supply leaves half of what was under way in both banks") {
    Bench b;
    for (std::uint32_t at : {0u, 0x1FFFFu}) b.flash.bytes()[at] = 0;
    b.unlock(0);
    b.unlock(1);
    put(b.flash, CR, SER | START);
    put(b.flash, CR + BANK, PG);
    b.store_word(0, 0, 1);
    b.flash.lose_supply();
    REQUIRE(b.load(0) == 0xFFFFFFFF);
    REQUIRE(b.flash.bytes()[0x1FFFF] == 0);
    REQUIRE(b.flash.bank_bytes(1)[0] == 0);
    REQUIRE(b.flash.bank_bytes(1)[0x10] == 0xFF);
    REQUIRE(b.flash.ecc().damaged_units() == std::vector<std::uint32_t>{0x100000});
}

TEST_CASE("H74x: end and error flags raise the interrupt where CR enables them") {
    Bench b;
    b.unlock();
    put(b.flash, CR, PGSERR); // PGSERRIE has the same place
    REQUIRE_FALSE(b.interrupts.back());
    b.store(0, 0);
    REQUIRE(b.interrupts.back());
    put(b.flash, CCR, PGSERR);
    REQUIRE_FALSE(b.interrupts.back());
}
