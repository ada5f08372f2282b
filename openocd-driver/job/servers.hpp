// Who serves the banks of one run: the agent, or a loader in its place. One at a time has the core.
#pragma once
#include "openocd-driver/bank.hpp"
#include "openocd-driver/run/target-session.hpp"

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace xspi {

class Servers {
  public:
    // start: starts the agent. again: prepares all of its banks once more, when it comes back.
    using Start = std::function<std::unique_ptr<TargetSession>()>;
    using Again = std::function<void(Servers&)>;
    Servers(TargetPort& target, const std::vector<Bank*>& banks, bool preserve_ram, Start start, Again again);

    bool has_agent(const Bank& bank) const { return !others_.contains(&bank); }
    // Starts the agent if it does not run.
    TargetSession& agent();
    unsigned starts() const { return starts_; } // of the agent
    AgentFlash flash(Bank& bank);
    // The core is nobody's. leave_mapped: the agent's window; true: some window is mapped now.
    bool leave(bool leave_mapped);

  private:
    Start start_;
    Again again_;
    std::unique_ptr<TargetSession> session_;
    std::map<const Bank*, std::unique_ptr<OtherServer>> others_;
    unsigned starts_ = 0;
};

} // namespace xspi
