#include "core/board.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/boards/swd-host.hpp"

#include <algorithm>

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kDhcsr = 0xE000EDF0, kHalt = 0xA05F0003, kSHalt = 1u << 17, kSReset = 1u << 25;
constexpr std::uint32_t kPwrCsr2 = 0x5802480C, kGpioN = 0x58023400, kRccAhb4enr = 0x58024540;
// MSP, reset vector, then a branch to itself.
constexpr std::uint8_t kSpin[] = {0x00, 0x00, 0x01, 0x20, 0x09, 0x00, 0x00, 0x08, 0xfe, 0xe7, 0xfe, 0xe7};

struct FaultyBoard {
    explicit FaultyBoard(const std::string& fault, const std::string& option = "", const char* value = "") {
        std::string why;
        if (!fault.empty()) REQUIRE(board.add_fault(fault, why));
        if (!option.empty()) REQUIRE(board.set_option(option, value));
        std::copy(std::begin(kSpin), std::end(kSpin), board.internal_flash().bytes.begin());
        board.power_on();
    }
    void run(Picoseconds time) {
        Executive& executive = board.executive();
        executive.run_until(executive.timeline().now() + time);
    }
    SwdAck dpidr() {
        std::uint32_t data = 0;
        board.debug_port().line_reset();
        return board.debug_port().transfer(false, true, 0, data);
    }
    const std::unique_ptr<Board> owned = make_board("nucleo-h7s3l8");
    Board& board = *owned;
};
} // namespace

TEST_CASE("A core without the fault halts") {
    FaultyBoard b("");
    SwdHost swd(b.board);
    swd.store(kDhcsr, kHalt);
    swd.pass(kPerMillisecond);
    REQUIRE((swd.load(kDhcsr).value_or(0) & kSHalt) != 0);
}

TEST_CASE("A core that hangs never shows S_HALT, whatever resets it, and its bus still answers") {
    FaultyBoard b("no-halt");
    SwdHost swd(b.board);
    for (bool reset : {false, true}) {
        if (reset) swd.store(0xE000ED0C, 0x05FA0004); // SYSRESETREQ
        swd.store(kDhcsr, kHalt);
        swd.pass(kPerMillisecond);
        CAPTURE(reset);
        REQUIRE((swd.load(kDhcsr).value_or(kSHalt) & kSHalt) == 0);
    }
    REQUIRE(swd.load(0x24000000).has_value());
}

TEST_CASE(
    "With NRST held low the debug port answers, the system bus does not, and no reset gets the core out") {
    FaultyBoard b("nrst-low");
    SwdHost swd(b.board);
    swd.store(0xE000ED0C, 0x05FA0004);
    b.board.debug_port().nrst(false);
    REQUIRE_FALSE(swd.load(0x24000000).has_value());
    swd.store(kDhcsr, kHalt);
    swd.pass(kPerMillisecond);
    REQUIRE((swd.load(kDhcsr).value_or(kSHalt) & kSHalt) == 0);
}

TEST_CASE("A board without supply drives nothing and shows no voltage") {
    FaultyBoard b("no-supply");
    REQUIRE_FALSE(b.board.debug_port().target_powered());
    REQUIRE(b.dpidr() == SwdAck::None);
}

TEST_CASE("A supply that is lost takes the debug port with it, not before") {
    FaultyBoard b("supply-lost:2ms");
    REQUIRE(b.dpidr() == SwdAck::Ok);
    b.run(kPerMillisecond);
    REQUIRE(b.board.debug_port().target_powered());
    b.run(kPerMillisecond);
    REQUIRE_FALSE(b.board.debug_port().target_powered());
    REQUIRE(b.dpidr() == SwdAck::None);
}

TEST_CASE("A core without supply executes nothing, and nothing is held against it") {
    FaultyBoard b("supply-lost:2ms");
    b.run(kPerMillisecond);
    REQUIRE(b.board.executive().core_running());
    b.run(kPerMillisecond);
    REQUIRE_FALSE(b.board.executive().core_running());
    b.board.debug_port().nrst(true);
    b.board.debug_port().nrst(false);
    b.run(kPerMillisecond);
    REQUIRE_FALSE(b.board.executive().core_running());
    b.board.violations().report("VB-TEST-001", "a rule was broken");
    REQUIRE(b.board.violations().all().empty());
}

TEST_CASE("Supply, reset, plug and pause come at the internal flash's n-th operation, at or in it") {
    constexpr std::uint32_t kFlash = 0x52002000, kSectorErase = 1u << 2, kStart = 1u << 5;
    for (const char* at : {"#int2", "#int2.5"}) {
        const bool middle = std::string(at).ends_with(".5");
        CAPTURE(at);
        std::string said;
        const auto erase_twice = [&](const std::string& fault) {
            said.clear();
            auto b = std::make_unique<FaultyBoard>(fault);
            b->board.on_pause([&](const std::string& what) { said += what; });
            SwdHost swd(b->board);
            swd.store(kFlash + 0x04, 0x45670123);
            swd.store(kFlash + 0x04, 0xCDEF89AB);
            for (std::uint32_t sector : {6u, 7u}) {
                if (sector == 7) {
                    REQUIRE(b->board.debug_port().target_powered());
                    REQUIRE(b->board.probe_faults().unplugged_at == UINT64_MAX);
                    REQUIRE(said.empty());
                }
                swd.store(kFlash + 0x10, kSectorErase | sector << 6);
                try {
                    swd.store(kFlash + 0x10, kSectorErase | sector << 6 | kStart);
                } catch (const std::runtime_error&) {} // a board without supply does not answer
                b->run(kPerSecond);
            }
            return b;
        };
        REQUIRE_FALSE(erase_twice(std::string("supply-lost:") + at)->board.debug_port().target_powered());
        REQUIRE(erase_twice(std::string("unplug:") + at)->board.probe_faults().unplugged_at != UINT64_MAX);
        const auto paused = erase_twice(std::string("pause:") + at);
        REQUIRE(said == (middle ? "internal operation 2 is half done" : "internal operation 2 begins"));
        REQUIRE(paused->board.operations().internal == 2);
        const auto reset = erase_twice(std::string("reset-at:") + at);
        SwdHost swd(reset->board);
        REQUIRE((swd.load(kFlash + 0x10).value_or(0) & 1) == 1); // locked again
    }
}

TEST_CASE("Open SWD wires are silent though the board has its supply") {
    FaultyBoard b("swd");
    REQUIRE(b.board.debug_port().target_powered());
    REQUIRE(b.dpidr() == SwdAck::None);
}

TEST_CASE("A reset that somebody else makes shows in DHCSR") {
    FaultyBoard b("reset-at:2ms");
    SwdHost swd(b.board);
    (void)swd.load(kDhcsr); // reading clears S_RESET_ST
    REQUIRE((swd.load(kDhcsr).value_or(kSReset) & kSReset) == 0);
    b.run(3 * kPerMillisecond);
    REQUIRE((swd.load(kDhcsr).value_or(0) & kSReset) != 0);
}

TEST_CASE("A closed part has no transfers behind AP1, and says so in DBGMCU_SR on AP0") {
    FaultyBoard b("", "NVSTATE", "closed");
    SwdHost swd(b.board);
    REQUIRE(swd.load(0xE00E10FC, 0) == 0x00010003u);
    REQUIRE_FALSE(swd.load(0x24000000).has_value());
    REQUIRE_FALSE(swd.store(kDhcsr, kHalt));
}

TEST_CASE("A bit of a register that is declared stuck stays as it is") {
    FaultyBoard b("stuck-bit:0x5802480C:15=0");
    SwdHost swd(b.board);
    swd.change(kPwrCsr2, 0x1F, 1u << 15 | 1u << 14 | 2);
    REQUIRE((swd.load(kPwrCsr2).value_or(0) & 3u << 14) == 1u << 14);
    std::string why;
    REQUIRE_FALSE(make_board("nucleo-h7s3l8")->add_fault("stuck-bit:0x90000000:15=0", why));
    REQUIRE_FALSE(why.empty());
}

TEST_CASE("A stuck flash line is seen by its pad as an input, against pull-up and pull-down") {
    FaultyBoard b("stuck:IO4=0"); // PN8
    SwdHost swd(b.board);
    swd.change(kRccAhb4enr, 0, 1u << 13);
    swd.store(kGpioN + 0x00, 0);          // inputs
    swd.store(kGpioN + 0x0C, 0x55555555); // pull-ups
    REQUIRE((swd.load(kGpioN + 0x10).value_or(0) & 0x0F3C) == 0x0E3C);
}

TEST_CASE("The chip's registers and mode are as the options say when the board is switched on") {
    const std::unique_ptr<Board> owned = make_board("nucleo-h7s3l8");
    Board& board = *owned;
    for (const char* name :
         {"CHIP", "CHIP_STATUS", "CHIP_MODE", "CHIP_LEFT", "CHIP_POWER_UP_MODE", "CHIP_WPSEL"}) {
        CAPTURE(name);
        REQUIRE_FALSE(board.set_option(name, "nonsense"));
        const auto names = board.option_names();
        REQUIRE(std::find(names.begin(), names.end(), name) != names.end());
    }
    for (const char* name : {"CHIP_STATUS", "CHIP_CONFIGURATION", "BOR_LEVEL", "XSPI2_HSLV", "WRPS"})
        for (const char* value :
             {"-1", " 1", "1 ", "01", "+1", "0x", "1h", "", "256", "18446744073709551617"}) {
            CAPTURE(name, value);
            REQUIRE_FALSE(board.set_option(name, value));
        }
    REQUIRE(board.set_option("CHIP_STATUS", "0x3C"));
    REQUIRE(board.option_values("CHIP_TIMING") == "typical, maximum, worn");
    REQUIRE(board.option_values("CHIP_STATUS") == "numbers from 0 to 0xFF");
    REQUIRE(board.option_values("XSPI2_HSLV") == "numbers from 0 to 1");
    REQUIRE(board.option_values("ITCM_AXI_SHARE") == "numbers from 0 to 3"); // 4 is refused by the silicon
    REQUIRE(board.option_values("NVSTATE") == "open (0xB4), closed (0x51)");
    REQUIRE_FALSE(board.option_values("NO_SUCH"));
    for (const std::string& name : board.option_names()) REQUIRE(board.option_values(name));
    REQUIRE(board.set_option("CHIP", "MX25UW12845G"));
    REQUIRE(board.external_flashes()[0].memory.bytes.size() == 16u << 20);
}
