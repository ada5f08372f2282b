// The agent running on the target for as long as this object lives: core checked, halted, at a known clock.
#pragma once
#include "flash-library/board/board-facts.hpp"
#include "openocd-driver/agent/agent-session.hpp"

#include <memory>

namespace xspi {

class TargetSession {
  public:
    // preserve_ram: the target has run since its last reset, so what the agent uses of its RAM is saved and
    // put back. Throws Failure XSPI-02xx, XSPI-03xx.
    TargetSession(TargetPort& target, const BoardFacts& facts, bool preserve_ram);
    // Stops the agent without a word if close() was not called.
    ~TargetSession();
    TargetSession(const TargetSession&) = delete;
    TargetSession& operator=(const TargetSession&) = delete;

    AgentSession& agent() { return *agent_; }
    TargetPort& target() { return target_; }
    void close(bool leave_mapped);

  private:
    struct Saved {
        std::uint32_t address;
        std::vector<std::uint8_t> bytes;
    };
    void save(std::uint32_t address, std::uint32_t size);
    void restore();

    TargetPort& target_;
    std::vector<Saved> saved_;
    std::unique_ptr<AgentSession> agent_;
};

} // namespace xspi
