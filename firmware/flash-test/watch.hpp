// The test's sign of life and the host's wish to stop; feeds the watchdog that an application left running.
#pragma once
#include "firmware/common/board.hpp"
#include "flash-library/core/mmio.hpp"
#include "flash-library/core/timebase.hpp"
#include "flash-library/flash-test/flash-test-block.hpp"
#include "flash-library/nor/nor-observer.hpp"

#include <cstdint>

namespace firmware {

class Watch final : public xspi::NorObserver {
  public:
    Watch(const xspi::flash_test::Facts& facts, const xspi::flash_test::Control& control,
          xspi::flash_test::Result& result)
        : facts_(facts), control_(control), result_(result) {}

    void beat() override {
        xspi::mmio_write32(address(result_.heartbeat), ++beats_);
        if (time_ != nullptr) (void)time_->passed(); // the cycle counter must not turn unseen
        if (facts_.watchdog != 0) xspi::mmio_write32(facts_.watchdog, kFamily.watchdog.reload);
    }
    // Not while the area is put back.
    bool stop_requested() override { return heeded_ && xspi::mmio_read32(address(control_.stop)) != 0; }
    void heed(bool heeded) { heeded_ = heeded; }
    void at(std::uint32_t) override {}
    void erased() override {}
    void page_programmed() override {}

    // Keeps `time` going through work of any length; nullptr: none.
    void keep(xspi::Deadline* time) { time_ = time; }

  private:
    static std::uintptr_t address(const std::uint32_t& word) {
        return reinterpret_cast<std::uintptr_t>(&word);
    }

    const xspi::flash_test::Facts& facts_;
    const xspi::flash_test::Control& control_;
    xspi::flash_test::Result& result_;
    xspi::Deadline* time_ = nullptr;
    std::uint32_t beats_ = 0;
    bool heeded_ = true;
};

// Microseconds from its making, through work of any length.
class Stopwatch {
  public:
    Stopwatch(const xspi::Timebase& timebase, Watch& watch) : time_(timebase, 0), watch_(watch) {
        watch_.keep(&time_);
    }
    ~Stopwatch() { watch_.keep(nullptr); }
    Stopwatch(const Stopwatch&) = delete;
    Stopwatch& operator=(const Stopwatch&) = delete;
    std::uint32_t us() { return time_.elapsed_us(); }

  private:
    xspi::Deadline time_;
    Watch& watch_;
};

} // namespace firmware
