#include "core/board.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/boards/swd-host.hpp"

#include <algorithm>

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kRcc = 0x58024400, kPwr = 0x58024800, kSbs = 0x58000400, kFlash = 0x52002000;
constexpr std::uint32_t kGpioA = 0x58020000, kGpioD = 0x58020C00, kGpioN = 0x58023400, kUsart3 = 0x40004800;
constexpr std::uint32_t kXspi2 = 0x5200A000;

// Thumb: MSP, reset vector, then "enable GPIOD, PD10 output, loop: set, wait, reset, wait".
constexpr std::uint8_t kBlink[] = {
    0x00, 0x00, 0x01, 0x20, 0x09, 0x00, 0x00, 0x08, 0x0b, 0x48, 0x08, 0x21, 0x01, 0x60, 0x02, 0x68,
    0x0a, 0x48, 0x6f, 0xf4, 0x00, 0x11, 0x01, 0x60, 0x4f, 0xf4, 0x80, 0x62, 0x4f, 0xf0, 0x80, 0x63,
    0x82, 0x61, 0x42, 0xf2, 0x10, 0x74, 0x01, 0x3c, 0xfd, 0xd1, 0x83, 0x61, 0x42, 0xf2, 0x10, 0x74,
    0x01, 0x3c, 0xfd, 0xd1, 0xf4, 0xe7, 0x00, 0x00, 0x40, 0x45, 0x02, 0x58, 0x00, 0x0c, 0x02, 0x58};
// MSP, reset vector, then a branch to itself.
constexpr std::uint8_t kSpin[] = {0x00, 0x00, 0x01, 0x20, 0x09, 0x00, 0x00, 0x08, 0xfe, 0xe7, 0xfe, 0xe7};

struct BoardBench {
    std::unique_ptr<Board> board = make_board("nucleo-h7s3l8");
    template <std::size_t N> void load(const std::uint8_t (&code)[N]) {
        std::copy(std::begin(code), std::end(code), board->internal_flash().bytes.begin());
    }
    std::size_t count(const std::string& rule) const {
        const auto& all = board->violations().all();
        return std::size_t(
            std::count_if(all.begin(), all.end(), [&](const auto& v) { return v.rule == rule; }));
    }
    void run(Picoseconds time) {
        Executive& executive = board->executive();
        executive.run_until(executive.timeline().now() + time);
    }
};

// What a boot loader does before the first command: docs/hardware/stm32h7rs.md, bring-up of the flash port,
// without PLL2 and without HSLV.
void bring_up_xspi2(SwdHost& swd) {
    swd.change(kRcc + 0x154, 0, 1u << 1);                     // SBSEN
    swd.change(kPwr + 0x0C, 0x1F, 1u << 15 | 2);              // EN_XSPIM2, and the LDO
    swd.change(kRcc + 0x140, 0, 1u << 13);                    // GPIONEN
    swd.store(kGpioN + 0x08, 0x00FFFFFF);                     // very high speed
    swd.store(kGpioN + 0x20, 0x09999999);                     // AF9 on PN0..6
    swd.store(kGpioN + 0x24, 0x00009999);                     // and PN8..11
    swd.store(kGpioN + 0x00, 0xFF00C000 | 0x00AA2AAA);        // alternate function
    swd.change(kRcc + 0x134, 0, 1u << 12 | 1u << 14);         // XSPI2EN, XSPIMEN
    swd.store(kXspi2 + 0x08, 1u << 24 | 24u << 16 | 1u << 8); // Macronix, 32 MiB
    swd.store(kXspi2 + 0x0C, 3);                              // 64 MHz / 4
    swd.store(kXspi2 + 0x00, 1);                              // EN
}

std::uint32_t read_jedec_id(SwdHost& swd) {
    swd.store(kXspi2 + 0x000, 1u << 28 | 1);  // indirect read
    swd.store(kXspi2 + 0x040, 3 - 1);         // DLR
    swd.store(kXspi2 + 0x100, 1u << 24 | 1u); // data and instruction on one line
    swd.store(kXspi2 + 0x110, 0x9F);          // starts
    swd.pass(kPerMillisecond);
    return swd.load(kXspi2 + 0x050).value_or(0) & 0xFFFFFF;
}
} // namespace

TEST_CASE("The board is made by its name") {
    REQUIRE(make_board("nucleo-h7s3l8")->part() == "STM32H7S3L8");
    REQUIRE(make_board("nucleo") == nullptr);
    REQUIRE(make_board("nucleo_h7s3l8") != nullptr); // as OpenOCD spells it
    const auto names = board_names();
    REQUIRE(std::find(names.begin(), names.end(), "nucleo-h7s3l8") != names.end());
}

TEST_CASE("A debugger finds the debug port and the device on both access ports") {
    BoardBench b;
    b.load(kSpin);
    b.board->power_on();
    SwdHost swd(*b.board);
    REQUIRE(swd.id() == 0x6BA02477);
    REQUIRE(swd.load(0x5C001000) == 0x20006485u);
    REQUIRE(swd.load(0xE00E1000, 0) == 0x20006485u);
    REQUIRE(swd.load(0x5C0010FC) == 0x00030003u);
    REQUIRE(swd.load(0x08FFF80C).value_or(0) % 0x10000 == 64);
    REQUIRE(swd.load(kRcc) == 0x25u);
    REQUIRE(b.board->violations().all().empty());
}

TEST_CASE("Firmware in the internal flash blinks LD1") {
    BoardBench b;
    b.load(kBlink);
    b.board->power_on();
    b.run(10 * kPerMillisecond);
    auto leds = b.board->leds();
    REQUIRE(leds.size() == 3);
    REQUIRE(leds[0].name == "LD1");
    REQUIRE(leds[0].toggles > 10);
    REQUIRE(leds[1].toggles == 0);
    REQUIRE(b.board->violations().all().empty());
    REQUIRE_FALSE(b.board->entered_external_flash().has_value());
}

TEST_CASE("An erased board powers on and still answers the debugger") {
    BoardBench b;
    b.board->power_on();
    b.run(10 * kPerMillisecond);
    SwdHost swd(*b.board);
    REQUIRE(swd.load(0x08000000) == 0xFFFFFFFFu);
    REQUIRE(swd.store(0x24000000, 0x12345678));
    REQUIRE(swd.load(0x24000000) == 0x12345678u);
}

TEST_CASE("Unknown addresses and the hanging region are bus errors") {
    BoardBench b;
    b.load(kSpin);
    b.board->power_on();
    SwdHost swd(*b.board);
    REQUIRE_FALSE(swd.load(0x60000000).has_value());
    REQUIRE(b.board->violations().all().empty());
    REQUIRE_FALSE(swd.load(0x25000010).has_value());
    REQUIRE(b.count("VB-BUS-003") == 1);
    REQUIRE(swd.load(0x58004000).has_value()); // RTC: known, only stores
}

TEST_CASE("VB-RCC-001: GPIO and SBS need their clocks") {
    BoardBench b;
    b.load(kSpin);
    b.board->power_on();
    SwdHost swd(*b.board);
    REQUIRE(swd.load(kGpioD) == 0u);
    REQUIRE(b.count("VB-RCC-001") == 1);
    swd.change(kRcc + 0x140, 0, 8);
    REQUIRE(swd.load(kGpioD) == 0xFFFFFFFFu);
    swd.store(kSbs + 0x110, 0);
    REQUIRE(b.count("VB-RCC-001") == 2);
}

TEST_CASE("The AHB SRAMs answer only while they are clocked") {
    BoardBench b;
    b.load(kSpin);
    b.board->power_on();
    SwdHost swd(*b.board);
    REQUIRE_FALSE(swd.load(0x30000000).has_value());
    swd.change(kRcc + 0x13C, 0, 1u << 29);
    REQUIRE(swd.store(0x30000000, 0xCAFE));
    REQUIRE(swd.load(0x30000000) == 0xCAFEu);
    REQUIRE_FALSE(swd.load(0x30004000).has_value());
}

TEST_CASE("TCM shares and SRAM ECC move the borders of the memories") {
    BoardBench b;
    b.load(kSpin);
    REQUIRE(b.board->set_option("DTCM_AXI_SHARE", "1"));
    REQUIRE(b.board->set_option("ITCM_AXI_SHARE", "2"));
    REQUIRE(b.board->set_option("ECC_ON_SRAM", "1"));
    b.board->power_on();
    SwdHost swd(*b.board);
    REQUIRE(swd.load(0x2001FFFC).has_value());
    REQUIRE_FALSE(swd.load(0x20020000).has_value());
    REQUIRE(swd.load(0x0002FFFC).has_value());
    REQUIRE_FALSE(swd.load(0x2401FFFC).has_value());
    REQUIRE(swd.load(0x2404FFFC).has_value());
    REQUIRE_FALSE(swd.load(0x24050000).has_value());
    REQUIRE_FALSE(swd.load(0x24060000).has_value());
}

TEST_CASE("A debugger erases and programs the internal flash") {
    BoardBench b;
    b.load(kSpin);
    b.board->power_on();
    SwdHost swd(*b.board);
    swd.store(kFlash + 0x04, 0x45670123);
    swd.store(kFlash + 0x04, 0xCDEF89AB);
    swd.store(kFlash + 0x10, 1u << 2 | 1u << 6 | 1u << 5); // SER, sector 1, START
    swd.pass(100 * kPerMillisecond);
    REQUIRE(swd.load(kFlash + 0x14) == 0x02000000u);
    swd.store(kFlash + 0x10, 1u << 1);
    for (std::uint32_t i = 0; i < 4; ++i) swd.store(0x08002000 + 4 * i, 0x11111111 * (i + 1));
    swd.pass(kPerMillisecond);
    REQUIRE(swd.load(0x08002000) == 0x11111111u);
    REQUIRE(swd.load(0x0800200C) == 0x44444444u);
    REQUIRE(b.board->violations().all().empty());
}

TEST_CASE("USART3 on PD8 is the text of the board") {
    BoardBench b;
    b.load(kSpin);
    b.board->power_on();
    SwdHost swd(*b.board);
    swd.change(kRcc + 0x148, 0, 1u << 18);
    swd.change(kRcc + 0x140, 0, 8);
    swd.store(kUsart3 + 0x0C, 556);
    swd.store(kUsart3 + 0x00, 9);
    swd.store(kUsart3 + 0x28, '?'); // the pad is not connected yet
    swd.pass(kPerMillisecond);
    swd.change(kGpioD + 0x24, 0xF, 7);
    swd.change(kGpioD + 0x00, 3u << 16, 2u << 16);
    for (char c : std::string("OK")) {
        swd.store(kUsart3 + 0x28, std::uint32_t(c));
        swd.pass(kPerMillisecond);
    }
    REQUIRE(b.board->serial() == "OK");
}

TEST_CASE("The user button pulls PC13 low while it is pressed") {
    BoardBench b;
    b.load(kSpin);
    REQUIRE(b.board->press_button("USER"));
    REQUIRE_FALSE(b.board->press_button("RESET"));
    b.board->power_on();
    SwdHost swd(*b.board);
    swd.change(kRcc + 0x140, 0, 4);
    swd.store(kGpioA + 0x800, 0xF3FFFFFF);
    REQUIRE((swd.load(kGpioA + 0x810).value_or(0) >> 13 & 1) == 0);
    swd.pass(2 * kPerSecond);
    REQUIRE((swd.load(kGpioA + 0x810).value_or(0) >> 13 & 1) == 1);
}

TEST_CASE("The external flash answers once port, pins and clocks are up") {
    BoardBench b;
    b.load(kSpin);
    std::string why;
    SECTION("sound") {
        b.board->power_on();
        SwdHost swd(*b.board);
        bring_up_xspi2(swd);
        REQUIRE(read_jedec_id(swd) == 0x3981C2);
        REQUIRE(b.board->violations().all().empty());
    }
    SECTION("port without supply") {
        b.board->power_on();
        SwdHost swd(*b.board);
        bring_up_xspi2(swd);
        swd.change(kPwr + 0x0C, 1u << 15, 0);
        REQUIRE(read_jedec_id(swd) != 0x3981C2);
        REQUIRE_FALSE(b.board->violations().all().empty());
    }
    SECTION("declared faults") {
        const char* fault = GENERATE("absent", "unpowered", "stuck:IO1=0", "swap:IO0,IO2");
        CAPTURE(fault);
        REQUIRE(b.board->add_fault(fault, why));
        b.board->power_on();
        SwdHost swd(*b.board);
        bring_up_xspi2(swd);
        REQUIRE(read_jedec_id(swd) != 0x3981C2);
    }
    SECTION("a fault outside the chip is refused") {
        REQUIRE_FALSE(b.board->add_fault("dead-sector:0x2000000", why));
        REQUIRE_FALSE(why.empty());
    }
}

TEST_CASE("A system reset gives the peripherals back and says so in RSR") {
    BoardBench b;
    b.load(kSpin);
    b.board->power_on();
    SwdHost swd(*b.board);
    swd.store(kRcc + 0x130, 1u << 16); // RMVF
    swd.change(kRcc + 0x140, 0, 8);
    swd.store(0x24000100, 0x5A5A5A5A);
    swd.store(0xE000ED0C, 0x05FA0004); // SYSRESETREQ
    swd.pass(kPerMillisecond);
    REQUIRE(swd.load(kRcc + 0x140) == 0u);
    REQUIRE(swd.load(kRcc + 0x130) == 0x01400000u);
    REQUIRE(swd.load(0x24000100) == 0x5A5A5A5Au);
}

TEST_CASE("The watchdog resets the board") {
    BoardBench b;
    b.load(kSpin);
    b.board->power_on();
    SwdHost swd(*b.board);
    swd.store(kRcc + 0x130, 1u << 16);
    swd.store(0x58004800, 0xCCCC);
    swd.pass(600 * kPerMillisecond);
    REQUIRE(swd.load(kRcc + 0x130) == 0x04400000u);
    REQUIRE(b.board->executive().core_running());
}

TEST_CASE("Options of the command line reach the option words and the chip") {
    BoardBench b;
    b.load(kSpin);
    REQUIRE(b.board->set_option("XSPI2_HSLV", "1"));
    REQUIRE(b.board->set_option("CHIP_TIMING", "worn"));
    REQUIRE_FALSE(b.board->set_option("CHIP_TIMING", "new"));
    REQUIRE_FALSE(b.board->set_option("NO_SUCH", "1"));
    auto names = b.board->option_names();
    REQUIRE(std::find(names.begin(), names.end(), "XSPI2_HSLV") != names.end());
    b.board->power_on();
    SwdHost swd(*b.board);
    REQUIRE((swd.load(kFlash + 0x260).value_or(0) >> 9 & 1) == 1);
}

TEST_CASE("The unique id is the option's, its bytes from 0x08FFF800 on, for core and debugger") {
    BoardBench b;
    b.load(kSpin);
    REQUIRE(b.board->set_option("UID", "0123456789abcdefFEDCBA98"));
    for (const char* wrong : {"", "0123", "0123456789abcdefFEDCBA9", "0123456789abcdefFEDCBA98f",
                              "0x23456789abcdefFEDCBA98", " 123456789abcdefFEDCBA98"}) {
        CAPTURE(wrong);
        REQUIRE_FALSE(b.board->set_option("UID", wrong));
    }
    REQUIRE(b.board->option_values("UID"));
    b.board->power_on();
    SwdHost swd(*b.board);
    REQUIRE(swd.load(0x08FFF800) == 0x67452301u);
    REQUIRE(swd.load(0x08FFF804) == 0xEFCDAB89u);
    REQUIRE(swd.load(0x08FFF808) == 0x98BADCFEu);
    REQUIRE((swd.load(0x08FFF80C).value_or(0) & 0xFFFF) == 64); // the flash size behind it, in KiB
}

TEST_CASE("Memories for files have their bases and sizes") {
    BoardBench b;
    REQUIRE(b.board->internal_flash().base == 0x08000000);
    REQUIRE(b.board->internal_flash().bytes.size() == 64 * 1024);
    REQUIRE(b.board->external_flashes()[0].memory.base == 0x70000000);
    REQUIRE(b.board->external_flashes()[0].memory.bytes.size() == 32u << 20);
    REQUIRE(b.board->ram().base == 0x24000000);
    REQUIRE(b.board->ram().bytes.size() == 0x72000);
}
