#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/soc/stm32f/flash-bench.hpp"

using namespace vb;
using namespace vb::stm32f::flash;
using namespace vb::test;
using Bench = StmfFlashBench;

namespace {
constexpr std::uint32_t x32 = 2u << kPsizeShift, x16 = 1u << kPsizeShift;
constexpr std::uint32_t snb(unsigned number) { return number << kSnbShift; }
} // namespace

TEST_CASE("F4/F7: a sector is erased, then programmed, and BSY says for how long") {
    Bench b;
    b.flash.bytes()[0x8000] = 0x11;
    b.flash.bytes()[0x7FFF] = 0x22;
    b.flash.bytes()[0x10000] = 0x33;
    b.unlock();
    b.start(SER | x32 | snb(1));
    CHECK((b.sr() & BSY));
    CHECK((get(b.flash, CR) & STRT));
    b.pass(100 * kPerMillisecond);
    CHECK((b.sr() & BSY));
    b.pass(101 * kPerMillisecond);
    CHECK(b.sr() == 0); // EOP only with EOPIE
    CHECK_FALSE((get(b.flash, CR) & STRT));
    CHECK((b.flash.bytes()[0x8000] == 0xFF && b.flash.bytes()[0x7FFF] == 0x22 &&
           b.flash.bytes()[0x10000] == 0x33));
    put(b.flash, CR, PG | x32);
    CHECK(b.store(0x8004, 0x12345678));
    CHECK(b.load(0x8004) == 0xFFFFFFFF);
    CHECK((b.sr() & BSY));
    b.pass(16 * kPerMicrosecond);
    CHECK(b.load(0x8004) == 0x12345678);
    CHECK(b.clean());
    CHECK(b.flash.operations().begun() == 2);
}

TEST_CASE("F4/F7: EOP and OPERR come with their interrupts only, and are cleared by 1") {
    Bench b;
    b.unlock();
    put(b.flash, CR, PG | x16 | EOPIE | ERRIE);
    b.store(0, 0x1234, 2);
    b.pass(kPerMillisecond);
    CHECK(b.sr() == EOP);
    CHECK(b.interrupts.back());
    put(b.flash, SR, EOP);
    CHECK(b.sr() == 0);
    CHECK_FALSE(b.interrupts.back());
    b.store(4, 0x1234, 4);
    CHECK(b.sr() == (PGPERR | OPERR));
    CHECK(b.interrupts.back());
    put(b.flash, SR, kFlags);
    CHECK((b.sr() == 0 && !b.interrupts.back()));
}

TEST_CASE("F4/F7: a store to CR while BSY waits for the end, and then counts") {
    Bench b;
    b.unlock();
    b.start(SER | x32);
    put(b.flash, CR, PG | x32);
    REQUIRE(b.stalls.size() == 1);
    CHECK(b.stalls[0] == 200 * kPerMillisecond);
    CHECK_FALSE((get(b.flash, CR) & PG));
    b.pass(200 * kPerMillisecond);
    CHECK(get(b.flash, CR) == (PG | x32));
    CHECK(b.clean());
}

TEST_CASE("F4/F7: the larger PSIZE, the faster the erase; mass erase takes both banks or one") {
    Bench b;
    b.unlock();
    b.start(SER | snb(5)); // x8, 256 KiB
    b.pass(2000 * kPerMillisecond);
    CHECK((b.sr() & BSY));
    b.pass(101 * kPerMillisecond);
    CHECK_FALSE((b.sr() & BSY));
    b.flash.bytes()[0] = b.flash.bytes()[0x1FFFFF] = 0;
    b.start(MER | x32);
    b.wait();
    CHECK((b.flash.bytes()[0] == 0xFF && b.flash.bytes()[0x1FFFFF] == 0xFF));
    Bench dual;
    dual.change_options(stm32f7::nDBANK, 0);
    dual.unlock();
    for (auto& byte : dual.flash.bytes()) byte = 0;
    dual.start(MER2 | x32);
    dual.wait();
    CHECK((dual.flash.bytes()[0xFFFFF] == 0 && dual.flash.bytes()[0x100000] == 0xFF));
    dual.start(MER | MER2 | x32);
    dual.wait();
    CHECK(dual.flash.bytes()[0] == 0xFF);
    CHECK((b.clean() && dual.clean()));
}

TEST_CASE("VB-FLASH-002 on the F4/F7: a wrong key is a bus error and locks until reset") {
    Bench b;
    put(b.flash, KEYR, 0x45670123);
    CHECK_FALSE(put(b.flash, KEYR, 0x45670123));
    b.unlock();
    CHECK((get(b.flash, CR) & LOCK));
    CHECK(b.count("VB-FLASH-002") == 3);
    b.flash.reset();
    b.unlock();
    CHECK_FALSE((get(b.flash, CR) & LOCK));
    CHECK_FALSE(put(b.flash, OPTKEYR, 1));
    b.flash.reset();
    b.unlock_options();
    CHECK_FALSE((get(b.flash, OPTCR) & OPTLOCK));
}

TEST_CASE("VB-FLASH-003 and 011 on the F4/F7: stores and erases need an unlocked CR that says so") {
    Bench b;
    CHECK(b.store(0, 0));
    CHECK(b.sr() == SEQERR);
    put(b.flash, SR, kFlags);
    b.start(SER);
    CHECK(b.count("VB-FLASH-011") == 1);
    CHECK_FALSE((b.sr() & BSY));
    b.unlock();
    put(b.flash, CR, x32);
    b.store(0, 0);
    CHECK(b.sr() == SEQERR);
    b.start(x32);
    CHECK(b.count("VB-FLASH-003") == 3);
    CHECK(b.flash.operations().begun() == 0);
    put(b.flash, CR, LOCK);
    put(b.flash, CR, LOCK | x32); // nothing is lost but what would not count
    CHECK((get(b.flash, CR) & LOCK));
}

TEST_CASE("VB-FLASH-004 on the F4/F7: nWRP keeps sectors, and a mass erase that meets one does nothing") {
    Bench b;
    b.flash.options().set("nWRP", "0xFFD"); // sector 1
    b.flash.reset();
    b.unlock();
    b.start(SER | snb(1) | x32);
    CHECK(b.sr() == WRPERR);
    put(b.flash, SR, kFlags);
    b.start(MER | x32);
    CHECK(b.sr() == WRPERR);
    put(b.flash, SR, kFlags);
    put(b.flash, CR, PG | x32);
    b.store(0xFFFC, 0);
    CHECK(b.sr() == WRPERR);
    CHECK(b.count("VB-FLASH-004") == 3);
    put(b.flash, SR, kFlags);
    b.store(0x10000, 0);
    b.pass(kPerMillisecond);
    CHECK(b.sr() == 0);
}

TEST_CASE("In dual bank a bit of nWRP is a pair of sectors of one bank") {
    Bench b;
    b.flash.options().set("nDBANK", "0");
    b.flash.options().set("nWRP", "0xFBF"); // bit 6: the first pair of bank 2
    b.flash.start_with_options();
    b.flash.reset();
    b.unlock();
    for (unsigned number : {0x10u, 0x11u}) {
        b.start(SER | snb(number) | x32);
        CHECK(b.sr() == WRPERR);
        put(b.flash, SR, kFlags);
    }
    for (unsigned number : {0u, 1u, 0x12u}) {
        b.start(SER | snb(number) | x32);
        CHECK(b.sr() == BSY);
        b.wait();
    }
    b.start(MER | x32); // bank 1 has none that is protected
    CHECK(b.sr() == BSY);
    b.wait();
    b.start(MER2 | x32);
    CHECK(b.sr() == WRPERR);
}

TEST_CASE("VB-FLASH-006 on the F4/F7: programming only clears bits") {
    Bench b;
    b.unlock();
    put(b.flash, CR, PG | x16);
    for (std::uint32_t value : {0x1234u, 0x1230u}) {
        b.store(0, value, 2);
        b.wait();
    }
    CHECK(b.clean());
    b.store(0, 0x00FF, 2);
    b.wait();
    CHECK(b.load(0) == 0xFFFF0030);
    CHECK(b.count("VB-FLASH-006") == 1);
}

TEST_CASE("VB-FLASH-012: the width of a store is PSIZE's") {
    Bench b;
    b.unlock();
    put(b.flash, CR, PG | x16);
    b.store(0, 0, 4);
    CHECK(b.sr() == PGPERR);
    put(b.flash, SR, kFlags);
    b.store(0, 0, 1);
    CHECK(b.sr() == PGPERR);
    b.wait();
    CHECK(b.load(0) == 0xFFFFFFFF);
    CHECK(b.count("VB-FLASH-012") == 2);
}

TEST_CASE("VB-FLASH-013: PSIZE is what the supply allows") {
    Bench low("STM32F746NG", 2400), x64;
    low.unlock();
    low.start(SER | x16);
    low.wait();
    CHECK(low.clean());
    low.start(SER | x32);
    CHECK(low.count("VB-FLASH-013") == 1);
    x64.unlock();
    x64.start(SER | 3u << kPsizeShift);
    CHECK(x64.count("VB-FLASH-013") == 1);
}

TEST_CASE("VB-FLASH-014 and 015: one kind of erase at a time, of a sector that there is") {
    Bench b("STM32F746NG"); // sectors 0 to 7
    b.unlock();
    b.start(SER | MER | x32);
    CHECK((b.count("VB-FLASH-014") == 1 && b.sr() == 0));
    b.start(SER | snb(8) | x32);
    CHECK((b.count("VB-FLASH-015") == 1 && b.sr() == 0));
    Bench single, dual;
    dual.change_options(stm32f7::nDBANK, 0);
    for (Bench* each : {&single, &dual}) {
        each->unlock();
        each->start(SER | snb(0x10) | x32);
    }
    CHECK((single.count("VB-FLASH-015") == 1 && dual.count("VB-FLASH-015") == 0));
}

TEST_CASE("F4/F7: a supply that goes amid an erase or a store leaves half of it") {
    Bench b;
    for (auto& byte : b.flash.bytes()) byte = 0;
    b.unlock();
    b.start(SER | x32);
    b.pass(kPerMillisecond);
    b.flash.lose_supply();
    CHECK((b.flash.bytes()[0x3FFF] == 0xFF && b.flash.bytes()[0x4000] == 0));
    b.flash.reset();
    b.unlock();
    put(b.flash, CR, PG | x32);
    b.store(0, 0x12345678);
    b.flash.lose_supply();
    CHECK(b.load(0) == 0xFFFF5678);
}

TEST_CASE("One-time programmable bytes are programmed like others, and a lock byte closes their block") {
    Bench b;
    std::vector<std::uint8_t> memory(0x1000, 0xFF);
    b.flash.set_otp({memory, 0x100, 0x500});
    b.unlock();
    put(b.flash, CR, PG);
    const auto store = [&](std::uint32_t offset, std::uint32_t value) {
        const bool done = b.flash.store_otp(offset, 1, value, Master::Core);
        b.wait();
        return done;
    };
    CHECK(store(0x140, 0x5A)); // block 1
    CHECK(memory[0x140] == 0x5A);
    CHECK(store(0x501, 0)); // its lock
    CHECK(store(0x141, 0x5A));
    CHECK(memory[0x141] == 0xFF);
    CHECK(b.sr() == WRPERR);
    CHECK(store(0x100, 0x5A));
    CHECK(memory[0x100] == 0x5A);
    CHECK_FALSE(store(0x50, 0));
    CHECK(b.count("VB-FLASH-004") == 1);
}
