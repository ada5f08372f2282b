// What is known of each core since its last reset: what it did, and what the driver's programs have left in
// it.
#pragma once
#include "openocd-driver/board/board.hpp"
#include "openocd-driver/target/target-port.hpp"

#include <cstdint>
#include <map>

struct target;

namespace xspi {

class CoreWatch {
  public:
    struct State {
        bool ran = true;            // since its last reset; before the first one nobody knows
        bool told = false;          // that its clocks are changed
        bool ram_written = false;   // by somebody else, since it last ran
        bool agents_clocks = false; // since the reset
        bool mapped = false;        // by us, and not reset or run since
        bool agent_in_ram = false;  // as it was loaded and compared, but for what changes while it runs
    };

    State& of(target* owner) { return cores_[owner]; }
    // by_reset: and it was reset first.
    void ran(target* owner, bool by_reset);
    void reset(target* owner) { cores_[owner].agents_clocks = false; } // whether it halts or runs
    // By somebody else. What agent and flash-test use of the RAM is saved and put back from then on.
    void memory_written(target* owner, const Board& board, std::uint32_t address, std::uint32_t size);
    // Whether the core's clocks and flash pins are the agent's, so that it should not run on without a reset.
    bool needs_reset(target* owner) const;
    // Whether the driver has mapped an external chip and the core did not run since.
    bool mapped(target* owner) const;
    // Says once that the core's clocks are now the agent's.
    static void tell_about_clocks(State& core, TargetPort& target);
    // Says once that a part is protected against readout, how that may have come, and the way back.
    void tell_about_protection(TargetPort& target, const Board& board);

  private:
    std::map<target*, State> cores_;
    bool told_about_protection_ = false;
};

} // namespace xspi
