#include "flash-library/devices/stm32h7rs/family.hpp"
#include "flash-library/flash-test/flash-test-facts.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/flash-test-session.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/nucleo-facts.hpp"
#include "tests/unit/openocd-driver/run/flash-test-fake.hpp"

#include <cstring>

using namespace xspi;
using namespace xspi::flash_test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {
const BoardFlash kNucleoBoard{
    {kNucleo, stm32h7rs::kFamily, *find_device(stm32h7rs::kFamily.devices, kNucleo.mcu)}, kNucleo.flashes[0]};

struct Bench {
    explicit Bench(std::vector<std::uint8_t> image = FlashTestFake::image()) : bytes(std::move(image)) {}

    Result run(bool preserve_ram = false, std::uint32_t area = kLastBlock) {
        FlashTestSession session(fake, stm32h7rs::kFamily, "flash-test.elf", image(), 0x70000000);
        return session.run(
            kNucleoBoard, preserve_ram, area, [&](const std::string& line) { lines.push_back(line); },
            [&](std::uint32_t percent) { progress = percent; });
    }
    const xspi_image& image() {
        segment = {FlashTestFake::kDtcm, static_cast<std::uint32_t>(bytes.size()), bytes.data()};
        whole = {&segment, 1, false};
        return whole;
    }

    std::vector<std::uint8_t> bytes;
    xspi_segment segment{};
    xspi_image whole{};
    FlashTestFake fake;
    std::vector<std::string> lines;
    std::uint32_t progress = 0;
};
} // namespace

TEST_CASE(
    "A flash-test is given the board's facts and the area before it starts, and its result is fetched") {
    Bench bench;
    bench.fake.on_look = [&](unsigned look) {
        bench.fake.result().heartbeat++;
        bench.fake.result().progress = 10 * look;
        if (look == 4) bench.fake.end(State::Passed);
    };
    CHECK(bench.run(false, 0x10000).state == State::Passed);
    CHECK(bench.fake.entry == kHeaderAddress + 0x41);
    CHECK(bench.fake.stack == FlashTestFake::kDtcm + 0x6000);
    CHECK(bench.fake.control().area == 0x10000);
    const Facts facts = flash_test_facts(stm32h7rs::kFamily, kNucleo);
    Facts written;
    std::memcpy(&written, bench.fake.dtcm.data() + 0x3000, sizeof(written));
    CHECK(written.connection.controller_base == facts.connection.controller_base);
    CHECK(written.slow_port.count == facts.slow_port.count);
    CHECK(bench.progress == 30);
}

TEST_CASE("The text comes line by line, across the ring's end, and whole when the test has ended") {
    Bench bench;
    bench.fake.on_look = [&](unsigned look) {
        bench.fake.result().heartbeat++;
        if (look == 0) bench.fake.say("TEST: a line of more than thirty characters\r\nTEST: begin");
        if (look == 1) bench.fake.say("ning and end\r\n");
        if (look == 2) bench.fake.say("TEST: the last one, without its end");
        if (look == 2) bench.fake.end(State::Failed);
    };
    CHECK(bench.run().state == State::Failed);
    CHECK(bench.lines == std::vector<std::string>{"TEST: a line of more than thirty characters",
                                                  "TEST: beginning and end",
                                                  "TEST: the last one, without its end"});
}

TEST_CASE("RAM that counts is as before when the flash-test has ended, and is not saved when it does not") {
    Bench bench;
    const auto itcm = bench.fake.itcm, dtcm = bench.fake.dtcm, axi = bench.fake.axi;
    bench.fake.on_look = [&](unsigned) {
        std::fill_n(bench.fake.itcm.begin(), 0x1000, std::uint8_t{0x77});
        std::fill(bench.fake.axi.begin(), bench.fake.axi.end(), std::uint8_t{0x77});
        bench.fake.end(State::Passed);
    };
    const bool preserve = GENERATE(true, false);
    bench.run(preserve);
    CHECK((bench.fake.dtcm == dtcm) == preserve);
    CHECK((bench.fake.itcm == itcm) == preserve);
    CHECK((bench.fake.axi == axi) == preserve);
}

TEST_CASE("Ctrl-C is passed on once, and the flash-test is waited for") {
    Bench bench;
    bench.fake.interrupt = true;
    unsigned asked = 0;
    bench.fake.on_look = [&](unsigned look) {
        bench.fake.result().heartbeat++;
        asked += bench.fake.control().stop != 0;
        if (look == 9) bench.fake.end(State::Stopped);
    };
    CHECK(bench.run().state == State::Stopped);
    CHECK(asked == 9);
}

TEST_CASE("A flash-test that dies is halted, and it is said what became of the chip") {
    Bench bench;
    const char* how = "";
    SECTION("no heartbeat") {
        how = "it does not respond";
        bench.fake.on_look = [](unsigned) {};
    }
    SECTION("stopped without a result") {
        how = "the core stopped";
        bench.fake.on_look = [&](unsigned look) {
            bench.fake.result().heartbeat++;
            bench.fake.running = look < 3;
        };
    }
    SECTION("longer than the chip allows") {
        how = "longer than the 5000 ms";
        bench.fake.on_look = [&](unsigned) {
            bench.fake.result().heartbeat++;
            bench.fake.result().limit_ms = 5000;
        };
    }
    CHECK_THROWS_WITH(bench.run(true), ContainsSubstring("XSPI-0805") && ContainsSubstring(how) &&
                                           ContainsSubstring("The chip is unchanged"));
    CHECK_FALSE(bench.fake.running);
    CHECK(bench.fake.now < 6000);
}

TEST_CASE("A flash-test that dies with the area changed does not say that all is well") {
    Bench bench;
    bench.fake.on_look = [&](unsigned) {
        bench.fake.result().area_state = AreaState::Changed;
        bench.fake.result().area = 0x1FF0000;
    };
    CHECK_THROWS_WITH(bench.run(), ContainsSubstring("0x71FF0000-0x71FFFFFF may have changed"));
}

TEST_CASE("A link that is lost while the flash-test runs leaves its area in doubt") {
    Bench bench;
    const auto lost = [&] { return bench.run(false, 0x10000); };
    std::string area = "0x70010000-0x7001FFFF may have changed, unless";
    AreaState state = AreaState::Untouched;
    SECTION("as it was asked for, while the chip was untouched when it was heard last") {}
    SECTION("as the test says, once it is at work on it") {
        state = AreaState::Changed;
        area = "0x71FF0000-0x71FFFFFF may have changed, unless";
    }
    SECTION("but not when the test had put it back") {
        state = AreaState::Restored;
        area = "The chip is unchanged";
    }
    bench.fake.on_look = [&](unsigned look) {
        bench.fake.result().heartbeat++;
        bench.fake.result().area_state = state;
        bench.fake.result().area = 0x1FF0000;
        if (look == 2) throw Failure(Failure::Kind::Link, "XSPI-0222", "the probe no longer answers");
    };
    CHECK_THROWS_WITH(lost(),
                      StartsWith("XSPI-0222: the probe no longer answers. ") && ContainsSubstring(area));
}

TEST_CASE("A link that is lost when no area was chosen leaves the chip's last 64 KiB in doubt") {
    Bench bench;
    bench.fake.on_look = [](unsigned) {
        throw Failure(Failure::Kind::Link, "XSPI-0226", "the port is silent");
    };
    CHECK_THROWS_WITH(bench.run(), ContainsSubstring("The chip's last 64 KiB may have changed"));
}

TEST_CASE("After a reset the flash-test's memory is no witness any more") {
    Bench bench;
    bench.fake.on_look = [&](unsigned look) {
        bench.fake.result().heartbeat++;
        bench.fake.result().area_state = AreaState::Changed;
        bench.fake.result().area = 0x1FF0000;
        if (look < 3) return;
        bench.fake.reset_meanwhile = true;
        bench.fake.result() = {}; // by a program that clears its RAM
    };
    CHECK_THROWS_WITH(bench.run(),
                      ContainsSubstring("XSPI-0805: the flash-test died: the target was reset") &&
                          ContainsSubstring("0x71FF0000-0x71FFFFFF may have changed"));
}

TEST_CASE("What is no flash-test, or one of another version, is not started") {
    Bench other(std::vector<std::uint8_t>(0x5000, 0x11));
    CHECK_THROWS_WITH(other.run(), ContainsSubstring("XSPI-0802"));
    Bench old(FlashTestFake::image(77));
    CHECK_THROWS_WITH(old.run(), ContainsSubstring("version 77"));
    Bench cut(std::vector<std::uint8_t>(0x20, 0x11));
    CHECK_THROWS_WITH(cut.run(), ContainsSubstring("XSPI-0802"));
    CHECK(other.fake.starts + old.fake.starts + cut.fake.starts == 0);
}

TEST_CASE("A flash-test for another family or another controller is refused before the core is halted") {
    auto image = FlashTestFake::image();
    Header header;
    std::memcpy(&header, image.data() + (kHeaderAddress - FlashTestFake::kDtcm), sizeof(header));
    SECTION("family") { header.device_id = 0x450; }
    SECTION("controller") { header.controller = ControllerKind::QuadSpi; }
    std::memcpy(image.data() + (kHeaderAddress - FlashTestFake::kDtcm), &header, sizeof(header));
    Bench bench(image);
    CHECK_THROWS_WITH(bench.run(),
                      StartsWith("XSPI-0802: ") && ContainsSubstring("with STM32H7R/S and XSPI2"));
    CHECK(bench.fake.starts == 0);
}

TEST_CASE("RAM that does not hold the flash-test is found before it is started") {
    Bench bench;
    bench.fake.broken_ram = true;
    CHECK_THROWS_WITH(bench.run(), ContainsSubstring("XSPI-0803"));
    CHECK(bench.fake.starts == 0);
}

TEST_CASE("A final state that did not arrive whole is read again") {
    Bench bench;
    bench.fake.on_look = [&](unsigned look) {
        bench.fake.result().heartbeat++;
        if (look == 2) bench.fake.result().state = State::Passed; // a bit of it flipped on its way
        if (look == 3) bench.fake.result().state = State::Running;
        if (look == 5) bench.fake.end(State::Failed);
    };
    CHECK(bench.run().state == State::Failed);
}

TEST_CASE("A result that never arrives whole names the link, and what is to be feared") {
    Bench bench;
    bench.fake.on_look = [&](unsigned look) {
        bench.fake.result().heartbeat++;
        if (look == 1) bench.fake.result().area_state = AreaState::Changed;
        if (look == 4) bench.fake.result().state = State::Passed;
    };
    CHECK_THROWS_WITH(bench.run(), StartsWith("XSPI-0329: ") && ContainsSubstring("`adapter speed`") &&
                                       ContainsSubstring("may have changed"));
    CHECK_FALSE(bench.fake.running);
}
