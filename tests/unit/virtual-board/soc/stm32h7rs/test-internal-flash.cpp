#include "soc/stm32h7rs/internal-flash-registers.hpp"
#include "soc/stm32h7rs/internal-flash.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

using namespace vb;
using namespace vb::flash;
using namespace vb::test;

namespace {
struct FlashBench : RegisterBench {
    InternalFlash flash{timeline, violations};

    void unlock() {
        put(flash, KEYR, 0x45670123);
        put(flash, KEYR, 0xCDEF89AB);
    }
    void unlock_options() {
        put(flash, OPTKEYR, 0x08192A3B);
        put(flash, OPTKEYR, 0x4C5D6E7F);
        change(flash, OPTCR, 0, PG_OPT);
    }
    bool store(std::uint32_t offset, std::uint32_t value, unsigned size = 4) {
        return flash.array_port().write(offset, size, value, Master::Core);
    }
    void store_quad_word(std::uint32_t offset, std::uint32_t first) {
        for (unsigned i = 0; i < 4; ++i) store(offset + 4 * i, first + i);
    }
    std::optional<std::uint32_t> load(std::uint32_t offset) {
        return flash.array_port().read(offset, 4, Master::Core);
    }
    std::uint32_t word(std::uint32_t offset) { return load(offset).value_or(0xBADBADBA); }
    void wait() { pass(kPerSecond); }
};
} // namespace

TEST_CASE("FLASH starts locked, with three wait states and the factory options") {
    FlashBench b;
    REQUIRE(get(b.flash, ACR) == 0x13);
    REQUIRE(get(b.flash, CR) == LOCK);
    REQUIRE(get(b.flash, OPTCR) == OPTLOCK);
    REQUIRE(get(b.flash, 0x200) == 0xB4);
    REQUIRE(get(b.flash, 0x218) == 0xFF);
    REQUIRE_FALSE(get(b.flash, 0x260) >> 9 & 1); // XSPI2_HSLV
    REQUIRE(b.flash.otp_page()[0x80C] == 64);
}

TEST_CASE("Both keys in order unlock, and LOCK locks again") {
    FlashBench b;
    b.unlock();
    REQUIRE_FALSE(get(b.flash, CR) & LOCK);
    change(b.flash, CR, 0, LOCK);
    REQUIRE(get(b.flash, CR) & LOCK);
    b.unlock();
    REQUIRE_FALSE(get(b.flash, CR) & LOCK);
    REQUIRE(b.clean());
}

TEST_CASE("VB-FLASH-002: a wrong key or a second sequence is a bus error and locks until reset") {
    FlashBench b;
    SECTION("wrong key") { REQUIRE_FALSE(put(b.flash, KEYR, 0x12345678)); }
    SECTION("second sequence") {
        b.unlock();
        REQUIRE_FALSE(put(b.flash, KEYR, 0x45670123));
    }
    REQUIRE(b.count("VB-FLASH-002") == 1);
    REQUIRE_FALSE(put(b.flash, KEYR, 0x45670123));
    REQUIRE(get(b.flash, CR) & LOCK);
    b.flash.reset();
    b.unlock();
    REQUIRE_FALSE(get(b.flash, CR) & LOCK);
}

TEST_CASE("Four words program a quad-word, and QW holds until it is done") {
    FlashBench b;
    b.unlock();
    put(b.flash, CR, PG);
    b.store(0x100, 0x11111111);
    REQUIRE(get(b.flash, SR) & WBNE);
    b.store(0x104, 0x22222222);
    b.store(0x108, 0x33333333);
    b.store(0x10C, 0x44444444);
    REQUIRE((get(b.flash, SR) & (WBNE | QW)) == QW);
    REQUIRE(b.word(0x100) == 0xFFFFFFFF);
    b.wait();
    REQUIRE_FALSE(get(b.flash, SR) & (QW | BUSY));
    REQUIRE(get(b.flash, ISR) == EOPF);
    REQUIRE(b.word(0x100) == 0x11111111);
    REQUIRE(b.word(0x10C) == 0x44444444);
    put(b.flash, ICR, EOPF);
    REQUIRE(get(b.flash, ISR) == 0);
    REQUIRE(b.clean());
}

TEST_CASE("Quad-words that follow each other queue up") {
    FlashBench b;
    b.unlock();
    put(b.flash, CR, PG);
    for (unsigned q = 0; q < 4; ++q) b.store_quad_word(16 * q, 0x1000 * q);
    b.pass(50 * kPerMicrosecond);
    REQUIRE(get(b.flash, SR) & QW);
    b.wait();
    REQUIRE(b.word(0x34) == 0x3001);
    REQUIRE(b.clean());
}

TEST_CASE("Half-words and bytes fill the buffer as well") {
    FlashBench b;
    b.unlock();
    put(b.flash, CR, PG);
    for (unsigned i = 0; i < 7; ++i) b.store(0x20 + 2 * i, 0x0100 * (2 * i + 1) + 2 * i, 2);
    b.store(0x2E, 0x0E, 1);
    b.store(0x2F, 0x0F, 1);
    b.wait();
    REQUIRE(b.word(0x20) == 0x03020100);
    REQUIRE(b.word(0x2C) == 0x0F0E0D0C);
    REQUIRE(b.clean());
}

TEST_CASE("FW programs a partial quad-word, filled with ones") {
    FlashBench b;
    b.unlock();
    put(b.flash, CR, PG);
    b.store(0x40, 0xCAFEBABE);
    put(b.flash, CR, PG | FW);
    REQUIRE_FALSE(get(b.flash, CR) & FW);
    b.wait();
    REQUIRE(b.word(0x40) == 0xCAFEBABE);
    REQUIRE(b.word(0x44) == 0xFFFFFFFF);
    b.store_quad_word(0x40, 0xCAFEBABE);
    b.wait();
    REQUIRE(b.count("VB-FLASH-006") == 1); // its ECC was programmed with the ones
}

TEST_CASE("VB-FLASH-003: a store without PG, or while locked, is a sequence error") {
    FlashBench b;
    SECTION("locked") {}
    SECTION("PG clear") { b.unlock(); }
    b.store_quad_word(0, 0);
    b.wait();
    REQUIRE(get(b.flash, ISR) & PGSERRF);
    REQUIRE(b.word(0) == 0xFFFFFFFF);
    REQUIRE(b.count("VB-FLASH-003") >= 1);
}

TEST_CASE("VB-FLASH-005: inconsistent and repeated stores into the buffer are errors") {
    FlashBench b;
    b.unlock();
    put(b.flash, CR, PG);
    b.store(0, 1);
    SECTION("another quad-word") {
        b.store(0x10, 2);
        REQUIRE(get(b.flash, ISR) == INCERRF);
    }
    SECTION("the same bytes") {
        b.store(0, 2);
        REQUIRE(get(b.flash, ISR) == STRBERRF);
    }
    REQUIRE_FALSE(get(b.flash, SR) & WBNE);
    REQUIRE(b.count("VB-FLASH-005") == 1);
}

TEST_CASE("VB-FLASH-006 and 008: programming twice breaks the ECC, loads then give a bus error") {
    FlashBench b;
    b.unlock();
    put(b.flash, CR, PG);
    b.store_quad_word(0x80, 0x12345678);
    b.store_quad_word(0x80, 0x00FF00FF);
    b.wait();
    REQUIRE(b.count("VB-FLASH-006") == 1);
    REQUIRE_FALSE(b.load(0x80).has_value());
    REQUIRE(get(b.flash, ISR) & DBECCERRF);
    REQUIRE(b.count("VB-FLASH-008") == 1);
    put(b.flash, CR, SER | START);
    b.wait();
    REQUIRE(b.word(0x80) == 0xFFFFFFFF);
}

TEST_CASE("A sector erase takes its sector only") {
    FlashBench b;
    for (auto& byte : b.flash.array().bytes()) byte = 0;
    b.unlock();
    put(b.flash, CR, SER | 3u << 6 | START);
    REQUIRE(get(b.flash, SR) & QW);
    REQUIRE_FALSE(get(b.flash, CR) & START);
    b.wait();
    REQUIRE(b.word(0x5FFC) == 0);
    REQUIRE(b.word(0x6000) == 0xFFFFFFFF);
    REQUIRE(b.word(0x7FFC) == 0xFFFFFFFF);
    REQUIRE(b.word(0x8000) == 0);
    put(b.flash, CR, BER | START);
    b.wait();
    REQUIRE(b.word(0xFFFC) == 0xFFFFFFFF);
    REQUIRE(b.clean());
}

TEST_CASE("CR is not writable while locked, without a fault") {
    FlashBench b;
    REQUIRE(put(b.flash, CR, SER | START | LOCK));
    REQUIRE(get(b.flash, CR) == LOCK);
    REQUIRE_FALSE(get(b.flash, SR) & QW);
}

TEST_CASE("VB-FLASH-004: a write-protected sector is neither erased nor programmed") {
    FlashBench b;
    REQUIRE(b.flash.options().set("WRPS", "0xFE"));
    b.flash.reset();
    b.unlock();
    SECTION("sector erase") { put(b.flash, CR, SER | START); }
    SECTION("mass erase") { put(b.flash, CR, BER | START); }
    SECTION("program") {
        put(b.flash, CR, PG);
        b.store_quad_word(0, 0);
    }
    REQUIRE(get(b.flash, ISR) == WRPERRF);
    REQUIRE_FALSE(get(b.flash, SR) & QW);
    REQUIRE(b.count("VB-FLASH-004") == 1);
}

TEST_CASE("VB-FLASH-007: WRHIGHFREQ must fit the clock while the flash is modified") {
    RegisterBench b;
    InternalFlash flash(b.timeline, b.violations, {{}, {}, {}, {}, [] { return 3u; }, {}});
    put(flash, KEYR, 0x45670123);
    put(flash, KEYR, 0xCDEF89AB);
    put(flash, CR, SER | START);
    REQUIRE(b.count("VB-FLASH-007") == 1);
}

TEST_CASE("An option word changes after the operation and acts after a reset") {
    FlashBench b;
    b.unlock_options();
    change(b.flash, 0x264, 0, 1u << 9);
    REQUIRE(get(b.flash, SR) & QW);
    REQUIRE_FALSE(get(b.flash, 0x260) >> 9 & 1);
    b.wait();
    REQUIRE_FALSE(get(b.flash, SR) & (QW | BUSY));
    REQUIRE(get(b.flash, 0x260) == 0x100602D0);
    REQUIRE_FALSE(b.flash.options().hslv(2));
    b.flash.reset();
    REQUIRE(b.flash.options().hslv(2));
    REQUIRE(get(b.flash, 0x260) == 0x100602D0);
    REQUIRE(b.clean());
}

TEST_CASE("VB-FLASH-009: an option word needs OPTCR unlocked and PG_OPT") {
    FlashBench b;
    change(b.flash, 0x264, 0, 1u << 9);
    b.wait();
    REQUIRE_FALSE(get(b.flash, 0x260) >> 9 & 1);
    REQUIRE(b.count("VB-FLASH-009") == 1);
}

TEST_CASE("VB-FLASH-010: NVSTATE knows two values") {
    FlashBench b;
    b.unlock_options();
    put(b.flash, 0x204, 0x00);
    b.wait();
    REQUIRE(get(b.flash, OPTISR) == OPTERRF);
    REQUIRE(get(b.flash, 0x200) == 0xB4);
    REQUIRE(b.count("VB-FLASH-010") == 1);
    put(b.flash, OPTICR, OPTERRF);
    REQUIRE(get(b.flash, OPTISR) == 0);
}

TEST_CASE("OTP half-words program once") {
    FlashBench b;
    b.unlock();
    put(b.flash, CR, PG_OTP);
    b.flash.otp_port().write(4, 2, 0x1234, Master::Core);
    b.wait();
    REQUIRE(b.flash.otp_port().read(4, 2, Master::Core) == 0x1234u);
    REQUIRE(b.clean());
    b.flash.otp_port().write(4, 2, 0x0000, Master::Core);
    b.wait();
    REQUIRE(b.count("VB-FLASH-006") >= 1);
}

TEST_CASE("A reset in the middle stops the operation and clears the errors") {
    FlashBench b;
    b.unlock();
    put(b.flash, CR, BER | START);
    b.flash.reset();
    b.wait();
    REQUIRE(get(b.flash, ISR) == 0);
    REQUIRE(get(b.flash, CR) == LOCK);
}

TEST_CASE("Operations of the internal flash are counted as they begin, and the loss of supply ends them") {
    FlashBench b;
    b.unlock();
    put(b.flash, CR, PG);
    for (unsigned q = 0; q < 4; ++q) b.store_quad_word(16 * q, 0x1000 * q);
    REQUIRE(b.flash.operations().begun() == 1);
    b.pass(40 * kPerMicrosecond); // one takes 30 us
    REQUIRE(b.flash.operations().begun() == 2);
    b.flash.lose_supply();
    b.wait();
    REQUIRE(b.flash.operations().begun() == 2);
    REQUIRE(b.word(0x00) == 0);
    REQUIRE(b.flash.array().bytes()[0x11] == 0x10); // the one under way is half done, and its ECC is wrong
    REQUIRE(b.flash.array().bytes()[0x18] == 0xFF);
    REQUIRE(b.flash.array().damaged_units() == std::vector<std::uint32_t>{0x10});
    REQUIRE(b.word(0x20) == 0xFFFFFFFF);
}

TEST_CASE("An erase of the internal flash that is forestalled changes nothing, one cut in its middle does") {
    for (const bool middle : {false, true}) {
        CAPTURE(middle);
        FlashBench b;
        b.flash.operations().at({1, middle}, true, [&] { b.flash.lose_supply(); });
        std::fill(b.flash.array().bytes().begin(), b.flash.array().bytes().end(), std::uint8_t(0x5A));
        b.unlock();
        put(b.flash, CR, SER | START);
        b.wait();
        REQUIRE(b.word(0) == (middle ? 0xFFFFFFFF : 0x5A5A5A5A));
        REQUIRE(b.word(FlashArray::kSector - 4) == 0x5A5A5A5A);
    }
}

TEST_CASE("Options by name take what the silicon takes") {
    OptionBytes o;
    REQUIRE(o.set("XSPI2_HSLV", "1"));
    REQUIRE(o.set("NVSTATE", "closed"));
    REQUIRE(o.set("DTCM_AXI_SHARE", "2"));
    REQUIRE_FALSE(o.set("XSPI2_HSLV", "2"));
    REQUIRE_FALSE(o.set("XSPI2_HSLV", "yes"));
    REQUIRE_FALSE(o.set("ITCM_AXI_SHARE", "4"));
    REQUIRE_FALSE(o.set("XSPI9_HSLV", "1"));
    REQUIRE_FALSE(o.hslv(2));
    o.load();
    REQUIRE(o.hslv(2));
    REQUIRE_FALSE(o.open());
    REQUIRE(o.dtcm_kib() == 192);
    REQUIRE(o.itcm_kib() == 64);
}
