// The agent's sign of life: every wait and every loop over data calls beat(), which counts the heartbeat and
// feeds the watchdog that the application left running. Also where progress is written and the host's wish to
// stop is seen.
#pragma once
#include "flash-library/core/mmio.hpp"
#include "flash-library/core/timebase.hpp"
#include "flash-library/nor/nor-observer.hpp"
#include "target-stubs/agent-protocol.hpp"
#include "target-stubs/agent/shared-memory.hpp"

#include <cstdint>

namespace xspi::agent {

// Whoever has something to do while the chip works.
class SpareTime {
  public:
    virtual void use() = 0;

  protected:
    ~SpareTime() = default;
};

class Pulse final : public NorObserver {
  public:
    explicit Pulse(Mailbox& mailbox) : mailbox_(mailbox) {}

    void beat() override {
        increment(mailbox_.status.heartbeat);
        if (watch_ != nullptr) (void)watch_->passed(); // the cycle counter must not turn unseen
        const std::uint32_t key_register = load(mailbox_.watchdog);
        if (key_register != 0) mmio_write32(key_register, kReload);
    }
    // Keeps `watch` going through work of any length; nullptr: none.
    void keep(Deadline* watch) { watch_ = watch; }
    bool stop_requested() override { return !stop_deferred_ && load(mailbox_.stop_request).value_or(0) != 0; }
    // While what an erase destroyed and is to be kept has not been written back.
    void defer_stop(bool deferred) { stop_deferred_ = deferred; }

    void give_spare_time(SpareTime* to) { spare_time_ = to; } // nullptr: nobody
    void spare() override {
        if (spare_time_ != nullptr) spare_time_->use();
    }

    void at(std::uint32_t position) override { store(mailbox_.status.position, position); }
    void erased() override { increment(mailbox_.status.erases); }
    void page_programmed() override { increment(mailbox_.status.pages); }

  private:
    static constexpr std::uint32_t kReload = 0xAAAA; // IWDG_KR: reload; without effect while the IWDG is off
    Mailbox& mailbox_;
    Deadline* watch_ = nullptr;
    SpareTime* spare_time_ = nullptr;
    bool stop_deferred_ = false;
};

} // namespace xspi::agent
