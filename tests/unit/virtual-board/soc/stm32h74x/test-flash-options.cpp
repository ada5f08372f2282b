#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/soc/stm32h74x/flash-bench.hpp"

using namespace vb;
using namespace vb::stm32h74x::flash;
using namespace vb::test;
using Bench = H74FlashBench;

TEST_CASE("H74x: option words change with OPTSTART, and OPT_BUSY says for how long") {
    Bench b;
    b.unlock_options();
    put(b.flash, WPSN_CUR + 4, 0xFE);
    change(b.flash, OPTSR_PRG, 0, 1u << 29); // IO_HSLV
    put(b.flash, OPTCR, OPTSTART);
    REQUIRE(get(b.flash, OPTSR_CUR) & OPT_BUSY);
    REQUIRE(get(b.flash, WPSN_CUR) == 0xFF);
    b.pass(100 * kPerMillisecond);
    REQUIRE(get(b.flash, OPTSR_CUR) & OPT_BUSY);
    b.pass(kPerSecond);
    REQUIRE_FALSE(get(b.flash, OPTSR_CUR) & (OPT_BUSY | OPTCHANGEERR));
    REQUIRE(get(b.flash, WPSN_CUR) == 0xFE);
    REQUIRE(b.flash.options().io_hslv());
    REQUIRE_FALSE(get(b.flash, OPTCR) & OPTSTART);
    put(b.flash, OPTCR, OPTLOCK);
    REQUIRE(get(b.flash, OPTCR) == OPTLOCK);
    REQUIRE(b.clean());
}

TEST_CASE("VB-FLASH-009 on the H74x: option registers ignore stores while locked") {
    Bench b;
    put(b.flash, WPSN_CUR + 4, 0);
    REQUIRE(get(b.flash, WPSN_CUR + 4) == 0xFF);
    REQUIRE(b.count("VB-FLASH-009") == 1);
    put(b.flash, OPTCR, OPTSTART); // ignored, too
    REQUIRE_FALSE(get(b.flash, OPTSR_CUR) & OPT_BUSY);
}

TEST_CASE("H74x: what OPTSR_CUR shows may be written back to OPTSR_PRG") {
    Bench b;
    b.unlock_options();
    put(b.flash, OPTSR_PRG, get(b.flash, OPTSR_CUR) | OPT_BUSY | OPTCHANGEERR);
    b.change_options();
    REQUIRE(get(b.flash, OPTSR_CUR) == 0x0406AAF0);
    REQUIRE(b.clean());
}

TEST_CASE("H74x: the banks swap at the reset after the option") {
    Bench b;
    b.flash.bytes()[0] = 0x11;
    b.flash.bytes()[0x100000] = 0x22;
    b.unlock_options();
    change(b.flash, OPTSR_PRG, 0, SWAP_BANK);
    b.change_options();
    REQUIRE(b.load(0) == 0xFFFFFF11);
    b.flash.reset();
    REQUIRE(get(b.flash, OPTCR) & SWAP_BANK);
    REQUIRE(b.load(0) == 0xFFFFFF22);
    REQUIRE(b.load(0, 1) == 0xFFFFFF11);
    REQUIRE(b.flash.bank_bytes(0)[0] == 0x22);
    b.unlock();
    put(b.flash, CR, SER | START); // what is at 0x08000000 now
    b.wait();
    REQUIRE(b.flash.bytes()[0x100000] == 0xFF);
    REQUIRE(b.flash.bytes()[0] == 0x11);
}

TEST_CASE(
    "H74x: at readout protection level 1 the debugger gets a bus error and RDPERR, the core the bytes") {
    Bench b;
    b.flash.options().set("RDP", "0x55");
    b.flash.reset();
    REQUIRE(b.load(0, 0, Master::Core) == 0xFFFFFFFF);
    REQUIRE_FALSE(b.load(0, 0, Master::Debug));
    REQUIRE(b.sr() == RDPERR);
    b.attached = true; // a core that is being debugged
    REQUIRE_FALSE(b.load(0, 1, Master::Core));
    b.unlock();
    put(b.flash, CR, SER | START);
    REQUIRE_FALSE(b.sr() & QW);
    REQUIRE(b.clean()); // to know it takes a try
}

TEST_CASE("H74x: leaving level 1 erases both banks") {
    Bench b;
    b.flash.options().set("RDP", "0");
    b.flash.reset();
    b.flash.bytes()[5] = b.flash.bytes()[0x1FFFFF] = 0;
    b.unlock_options();
    change(b.flash, OPTSR_PRG, 0xFF00, 0xAA00);
    put(b.flash, OPTCR, OPTSTART);
    b.wait();
    REQUIRE(b.flash.bytes()[5] == 0xFF);
    REQUIRE(b.flash.bytes()[0x1FFFFF] == 0xFF);
    REQUIRE(b.flash.options().protection() == stm32h74x::Protection::Level0);
}

TEST_CASE("VB-FLASH-010 on the H74x: level 2 is for ever, and an error wants to be cleared") {
    Bench b;
    b.flash.options().set("RDP", "0xCC");
    b.flash.reset();
    b.unlock_options();
    change(b.flash, OPTSR_PRG, 0xFF00, 0xAA00);
    b.change_options();
    REQUIRE(get(b.flash, OPTSR_CUR) & OPTCHANGEERR);
    REQUIRE(b.count("VB-FLASH-010") == 1);
    REQUIRE((get(b.flash, OPTSR_CUR) & 0xFF00) == 0xCC00);
    put(b.flash, OPTCCR, OPTCHANGEERR);
    REQUIRE_FALSE(get(b.flash, OPTSR_CUR) & OPTCHANGEERR);
}

TEST_CASE("H74x: MER erases both banks, if both are unlocked") {
    Bench b;
    b.flash.bytes()[5] = b.flash.bytes()[0x1FFFFF] = 0;
    b.unlock_options();
    b.unlock(0);
    put(b.flash, OPTCR, MER);
    REQUIRE(b.count("VB-FLASH-003") == 1); // bank 2 is locked
    b.wait();
    REQUIRE(b.flash.bytes()[5] == 0xFF);
    REQUIRE(b.flash.bytes()[0x1FFFFF] == 0);
    b.unlock(1);
    put(b.flash, OPTCR, MER);
    b.wait();
    REQUIRE(b.flash.bytes()[0x1FFFFF] == 0xFF);
}

TEST_CASE("H74x: options of the command line have names, and values for people") {
    using stm32h74x::OptionBytes;
    OptionBytes options;
    for (const std::string& name : OptionBytes::names()) REQUIRE(OptionBytes::values(name));
    REQUIRE_FALSE(OptionBytes::values("NO_SUCH"));
    REQUIRE(options.set("IWDG1_SW", "0"));
    REQUIRE(options.watchdog_by_hardware());
    REQUIRE_FALSE(options.set("IWDG1_SW", "2"));
    REQUIRE_FALSE(options.set("NO_SUCH", "1"));
    REQUIRE(options.set("BOOT_ADD0", "0x2400"));
    REQUIRE(options.boot_address() == 0x24000000);
    REQUIRE(options.user_registers(true)[0] == 0x00AA0001);
    REQUIRE(options.user_registers(false)[2] >> 16 == 0x2400);
}
