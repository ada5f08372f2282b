// What OpenOCD 0.12.0 does to an STM32H74x, as accesses: its target file after examine, and its flash driver.
#include "soc/soc-list.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/soc/soc-probe.hpp"

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kFlash = 0x52002000, kCr = 0x0C, kSr = 0x10, kCcr = 0x14, kOptcr = 0x18,
                        kOptsrCur = 0x1C, kOptsrPrg = 0x20, kOptccr = 0x24, kWpsnCur = 0x38;
constexpr std::uint32_t kErrors = 0x07EE0000;
constexpr std::uint32_t kDhcsr = 0xE000EDF0, kDcrsr = 0xE000EDF4, kDcrdr = 0xE000EDF8, kDemcr = 0xE000EDFC;
constexpr std::uint8_t kSpin[] = {0x00, 0x00, 0x01, 0x20, 0x09, 0x00, 0x00, 0x08, 0xfe, 0xe7, 0xfe, 0xe7};

// A loader of our own in the manner of OpenOCD's: r0 source, r1 flash words, r2 flash, r5 FLASH registers.
// Per flash word: CR = PG, eight times load, store, DSB, then SR until QW = 0; any error ends it at the BKPT.
constexpr std::uint8_t kLoader[] = {0x02, 0x26, 0xee, 0x60, 0x08, 0x27, 0x50, 0xf8, 0x04, 0x6b, 0x42, 0xf8,
                                    0x04, 0x6b, 0xbf, 0xf3, 0x4f, 0x8f, 0x01, 0x3f, 0xf7, 0xd1, 0x2e, 0x69,
                                    0x16, 0xf0, 0x04, 0x0f, 0xfb, 0xd1, 0x03, 0x4f, 0x3e, 0x42, 0x01, 0xd1,
                                    0x01, 0x39, 0xeb, 0xd1, 0x00, 0xbe, 0x00, 0x00, 0x00, 0x00, 0xee, 0x07};
constexpr std::uint32_t kLoaderAt = 0x20000000, kDataAt = 0x20001000;

struct Session {
    Timeline timeline;
    std::unique_ptr<Soc> soc;
    std::optional<SocProbe> probe;
    explicit Session(const std::string& part = "STM32H743VI") : soc(make_soc(part, timeline, {})) {
        REQUIRE(soc);
        std::copy(std::begin(kSpin), std::end(kSpin), soc->internal_flash().bytes.begin());
        soc->power_on();
        probe.emplace(*soc);
    }
    bool clean() const { return soc->violations().all().empty(); }
    void halt() {
        probe->store(kDhcsr, 0xA05F0003);
        probe->pass(kPerMillisecond);
        REQUIRE((probe->word(kDhcsr) & 1u << 17) != 0);
    }
    void unlock(std::uint32_t bank) {
        if (!(probe->word(bank + kCr) & 1)) return;
        probe->store(bank + 0x04, 0x45670123);
        probe->store(bank + 0x04, 0xCDEF89AB);
        REQUIRE_FALSE(probe->word(bank + kCr) & 1);
    }
    // Polls SR every millisecond; false: it gave up.
    bool wait_queue(std::uint32_t bank, unsigned milliseconds) {
        for (unsigned n = 0; n < milliseconds; ++n) {
            if (!(probe->word(bank + kSr) & 4)) return !(probe->word(bank + kSr) & kErrors);
            probe->pass(kPerMillisecond);
        }
        return false;
    }
    bool erase(std::uint32_t bank, unsigned sector) {
        probe->store(bank + kCr, 0x34 | sector << 8);
        probe->store(bank + kCr, 0xB4 | sector << 8);
        return wait_queue(bank, 10'000);
    }
    void set_register(unsigned number, std::uint32_t value) {
        probe->store(kDcrdr, value);
        probe->store(kDcrsr, 1u << 16 | number);
    }
    std::uint32_t get_register(unsigned number) {
        probe->store(kDcrsr, number);
        return probe->word(kDcrdr);
    }
    bool run_loader(std::uint32_t to, std::uint32_t words, std::uint32_t bank) {
        for (unsigned i = 0; i < sizeof kLoader; i += 4)
            probe->store(kLoaderAt + i,
                         std::uint32_t(kLoader[i] | kLoader[i + 1] << 8 | kLoader[i + 2] << 16) |
                             std::uint32_t(kLoader[i + 3]) << 24);
        for (std::uint32_t i = 0; i < 8 * words; ++i) probe->store(kDataAt + 4 * i, 0x01010101 * i);
        set_register(0, kDataAt);
        set_register(1, words);
        set_register(2, to);
        set_register(5, bank);
        set_register(15, kLoaderAt);
        set_register(16, 1u << 24);
        probe->store(kDhcsr, 0xA05F0009); // run, interrupts masked
        probe->pass(50 * kPerMillisecond);
        return (probe->word(kDhcsr) & 1u << 17) != 0;
    }
};
} // namespace

TEST_CASE("OpenOCD on the H74x: after examine, through AP2") {
    Session s;
    s.probe->use(2);
    const auto set = [&](std::uint32_t offset, std::uint32_t bits) {
        s.probe->change(0xE00E1000 + offset, 0, bits);
    };
    set(0x004, 0x00600000);
    set(0x004, 0x00000007);
    set(0x004, 0x00000038);
    set(0x034, 0x00000040);
    set(0x03C, 0x00000800);
    set(0x054, 0x000C0000);
    set(0x004, 0x00100000);
    set(0x3000, 0x00000003);
    REQUIRE(s.probe->word(0xE00E1004) == 0x00700007);
    REQUIRE(s.probe->word(0xE00E1034) == 0x40);
    REQUIRE(s.probe->word(0xE00E1054) == 1u << 18);
    REQUIRE(s.probe->word(0xE00E4000) == 3);
    s.probe->use(0);
    REQUIRE(s.probe->word(0x5C001004) == 0x00700007);
    s.probe->change(0x5C001004, 0, 0x00670007); // as ST's pack does
    REQUIRE(s.clean());
}

TEST_CASE("OpenOCD on the H74x: reset halt stops at the reset vector") {
    Session s;
    s.halt();
    s.probe->change(kDemcr, 0, 1); // VC_CORERESET
    s.probe->store(0xE000ED0C, 0x05FA0004);
    s.probe->pass(kPerMillisecond);
    REQUIRE((s.probe->word(kDhcsr) & 1u << 17) != 0);
    REQUIRE(s.get_register(15) == 0x08000008);
    REQUIRE(s.get_register(13) == 0x20010000);
    REQUIRE(s.clean());
}

TEST_CASE("OpenOCD on the H74x: probe reads device id and flash size") {
    Session s, small("STM32H750VB");
    REQUIRE((s.probe->word(0x5C001000) & 0xFFF) == 0x450);
    REQUIRE(s.probe->load(0x1FF1E880, 2) == 2048u);
    REQUIRE(small.probe->load(0x1FF1E880, 2) == 128u);
    REQUIRE(s.probe->word(kFlash + kWpsnCur) == 0xFF);
}

TEST_CASE("OpenOCD on the H74x: sectors and banks erase") {
    Session s;
    auto flash = s.soc->internal_flash().bytes;
    flash[0x20000] = flash[0x120000] = flash[0x1FFFFF] = 0;
    s.halt();
    for (unsigned bank : {0u, 1u}) {
        const std::uint32_t registers = kFlash + 0x100 * bank;
        s.unlock(registers);
        REQUIRE(s.erase(registers, 1));
        REQUIRE(s.erase(registers, 2)); // EOP of the first one is still set
    }
    REQUIRE(flash[0x20000] == 0xFF);
    REQUIRE(flash[0x120000] == 0xFF);
    REQUIRE(flash[0x1FFFFF] == 0);
    s.probe->store(kFlash + 0x100 + kCr, 0x38); // mass erase of bank 2
    s.probe->store(kFlash + 0x100 + kCr, 0xB8);
    REQUIRE(s.wait_queue(kFlash + 0x100, 30'000));
    REQUIRE(flash[0x1FFFFF] == 0xFF);
    s.probe->store(kFlash + kCr, 1);
    REQUIRE((s.probe->word(kFlash + kCr) & 1) != 0);
    REQUIRE(s.clean());
}

TEST_CASE("OpenOCD on the H74x: an error stays until CCR gets it back") {
    Session s;
    s.halt();
    s.unlock(kFlash);
    s.probe->store(0x08040000, 0); // without PG
    REQUIRE(s.probe->word(kFlash + kSr) == 1u << 18);
    REQUIRE_FALSE(s.wait_queue(kFlash, 10));
    s.probe->store(kFlash + kCcr, s.probe->word(kFlash + kSr));
    REQUIRE(s.probe->word(kFlash + kSr) == 0);
    REQUIRE(s.probe->count("VB-FLASH-003") == 1);
}

TEST_CASE("OpenOCD on the H74x: its write without RAM, 32 bytes at a time") {
    Session s;
    s.halt();
    s.unlock(kFlash);
    for (std::uint32_t at = 0x08020000; at < 0x08020060; at += 32) {
        s.probe->store(kFlash + kCr, 0x32);
        for (std::uint32_t i = 0; i < 8; ++i) s.probe->store(at + 4 * i, at + i);
        REQUIRE(s.wait_queue(kFlash, 5));
    }
    REQUIRE(s.probe->word(0x08020000) == 0x08020000);
    REQUIRE(s.probe->word(0x0802005C) == 0x08020047);
    REQUIRE(s.clean());
}

TEST_CASE("OpenOCD on the H74x: a loader in DTCM programs either bank") {
    Session s;
    s.halt();
    for (unsigned bank : {0u, 1u}) {
        const std::uint32_t registers = kFlash + 0x100 * bank, to = 0x08020000 + 0x100000 * bank;
        s.unlock(registers);
        REQUIRE(s.run_loader(to, 16, registers));
        REQUIRE(s.get_register(1) == 0);
        REQUIRE((s.probe->word(registers + kSr) & kErrors) == 0);
        REQUIRE(s.probe->word(to + 4 * 127) == 0x7F7F7F7F);
        s.probe->store(registers + kCr, 1);
    }
    REQUIRE(s.clean());
}

TEST_CASE("OpenOCD on the H74x: the loader stops where the flash refuses") {
    Session s;
    s.halt(); // and not unlocked
    REQUIRE(s.run_loader(0x08020000, 16, kFlash));
    REQUIRE(s.get_register(1) == 16);
    REQUIRE((s.probe->word(kFlash + kSr) & kErrors) == 1u << 18);
}

TEST_CASE("OpenOCD on the H74x: protect and lock write the options") {
    Session s;
    s.halt();
    const auto write_option = [&](std::uint32_t offset, std::uint32_t value) {
        if (s.probe->word(kFlash + kOptcr) & 1) {
            s.probe->store(kFlash + 0x08, 0x08192A3B);
            s.probe->store(kFlash + 0x08, 0x4C5D6E7F);
            REQUIRE_FALSE(s.probe->word(kFlash + kOptcr) & 1);
        }
        s.probe->store(kFlash + offset, value);
        s.probe->store(kFlash + kOptccr, 0x40000000);
        s.probe->store(kFlash + kOptcr, 2);
        for (unsigned n = 0; s.probe->word(kFlash + kOptsrCur) & 1; ++n) {
            REQUIRE(n < 10'000);
            s.probe->pass(kPerMillisecond);
        }
        REQUIRE_FALSE(s.probe->word(kFlash + kOptsrCur) & 1u << 30);
        s.probe->store(kFlash + kOptcr, 1);
    };
    write_option(kWpsnCur + 4, 0xFC);
    REQUIRE(s.probe->word(kFlash + kWpsnCur) == 0xFC);
    write_option(kOptsrPrg, s.probe->word(kFlash + kOptsrPrg) & ~0xFF00u);
    REQUIRE((s.probe->word(kFlash + kOptsrCur) & 0xFF00) == 0);
    REQUIRE_FALSE(s.probe->load(0x08000000)); // level 1 from now on
    REQUIRE(s.clean());
}
