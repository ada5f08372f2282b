// A target with RAM and, once it is started, a flash-test that a test plays step by step: on_look() is called
// before each time the host looks at Result.
#pragma once
#include "flash-library/flash-test/flash-test-block.hpp"
#include "openocd-driver/target/target-port.hpp"

#include <functional>
#include <string>
#include <vector>

class FlashTestFake final : public xspi::TargetPort {
  public:
    static constexpr std::uint32_t kDtcm = 0x20000000, kAxi = 0x24020000;
    static constexpr std::uint32_t kResult = kDtcm + 0x2000, kControl = kDtcm + 0x2800,
                                   kFacts = kDtcm + 0x3000;

    FlashTestFake();
    void read(std::uint32_t address, std::span<std::uint8_t> data) override;
    void write(std::uint32_t address, std::span<const std::uint8_t> data) override;
    bool halted() override { return !running; }
    void halt() override { running = false; }
    void reset_halt() override { halt(); }
    void poll() override {}
    void start(std::uint32_t entry, std::uint32_t stack) override;
    bool wait_stopped(unsigned timeout_ms) override;
    bool was_reset() override { return reset_meanwhile; }
    void keep_alive() override {}
    void pause(unsigned ms) override { now += ms; }
    std::int64_t milliseconds() override { return now; }
    bool interrupted() override { return interrupt; }
    std::string name() override { return "fake.cpu"; }

    // The program's side.
    xspi::flash_test::Result& result();
    xspi::flash_test::Control& control();
    void say(const std::string& text); // into the RTT ring
    void end(xspi::flash_test::State state);

    static std::vector<std::uint8_t> image(std::uint32_t version = xspi::flash_test::kVersion); // at kDtcm

    std::function<void(unsigned look)> on_look = [](unsigned) {};
    std::vector<std::uint8_t> itcm, dtcm, axi;
    std::int64_t now = 0;
    bool running = true, interrupt = false, broken_ram = false, reset_meanwhile = false;
    unsigned starts = 0, looks = 0;
    std::uint32_t entry = 0, stack = 0;

  private:
    std::uint8_t* ram(std::uint32_t address, std::size_t size);
    std::uint32_t device_id_ = 0x20036485;
};
