// The microcontroller's own flash, by the agent's way to it.
#pragma once
#include "target-stubs/agent/stm32h7rs-flash.hpp"
#include "target-stubs/loader/session.hpp"

namespace xspi::loader {

class InternalSession final : public Session {
  public:
    explicit InternalSession(const Facts& facts)
        : Session(facts), pulse_(mailbox_), flash_(timebase_, pulse_) {
        mailbox_.watchdog = facts.watchdog;
    }
    bool map() override { return true; } // always

  private:
    bool find() override { return flash_.configure(facts_.internal).ok(); }
    bool erase_range(std::uint32_t offset, std::uint32_t size) override;
    bool erase_whole() override { return flash_.erase(0, facts_.size).ok(); }
    bool program_range(std::uint32_t offset, std::span<const std::uint8_t> data) override;
    bool read_range(std::uint32_t offset, std::span<std::uint8_t> data) override {
        return flash_.read(offset, data).ok();
    }
    void beat() override { pulse_.beat(); }

    agent::Mailbox mailbox_{}; // nobody listens to it
    agent::Pulse pulse_;
    agent::Stm32h7rsFlash flash_;
};

} // namespace xspi::loader
