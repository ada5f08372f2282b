// The command queue: takes descriptors from the mailbox in their sequence, reports how they ended.
#pragma once
#include "target-stubs/agent/operations.hpp"

namespace xspi::agent {

class Agent final : public SpareTime {
  public:
    enum class Step { Idle, Done, Failed, Stopped };

    // Resets everything in the mailbox but what the host writes before the start, then announces itself by
    // Status::magic. `ring` is [ring_base, ring_base + ring_size).
    Agent(Mailbox& mailbox, Timebase& timebase, Pulse& pulse, NorMemory& external, Stm32h7rsFlash& internal,
          std::span<std::uint8_t> ring);

    // One look at the mailbox, and at most one descriptor. After Stopped: leave, do not call again.
    Step step();
    // What the agent cannot recover from: reported like any other error, then the caller stops.
    void report(const Outcome& outcome);
    // Checks the next descriptor's payload while the chip works for this one: at one line that counts.
    void use() override;

  private:
    bool released(); // false: an error waits for the host's acknowledgement
    Outcome fetch(std::uint32_t sequence, Descriptor& descriptor) const;
    bool holds_checked(const Descriptor& descriptor) const;
    Step stop();

    Mailbox& mailbox_;
    Status& status_;
    Timebase& timebase_;
    Pulse& pulse_;
    NorMemory& external_;
    Operations operations_;
    Descriptor checked_{}; // its payload arrived whole
};

} // namespace xspi::agent
