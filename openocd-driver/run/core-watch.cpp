#include "openocd-driver/run/core-watch.hpp"

#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/run/flash-test-session.hpp"
#include "openocd-driver/run/target-session.hpp"

#include <fmt/format.h>

namespace xspi {

// gdb's `load` writes RAM, resets, writes flash, and resets again: RAM outlives that.
void CoreWatch::ran(target* owner, bool by_reset) {
    State& core = cores_[owner];
    const bool ram_written = by_reset && core.ram_written;
    core = {!by_reset, false, ram_written, core.agents_clocks, false};
}

void CoreWatch::memory_written(target* owner, const Board& board, std::uint32_t address, std::uint32_t size) {
    if (TargetSession::uses(board, address, size) || FlashTestSession::uses(board.family, address, size))
        cores_[owner].ram_written = true;
}

bool CoreWatch::needs_reset(target* owner) const {
    const auto core = cores_.find(owner);
    return core != cores_.end() && core->second.agents_clocks;
}

bool CoreWatch::mapped(target* owner) const {
    const auto core = cores_.find(owner);
    return core != cores_.end() && core->second.mapped;
}

void CoreWatch::tell_about_clocks(State& core, TargetPort& target) {
    if (!core.ran || core.told) return;
    core.told = true;
    bridge_log(
        BRIDGE_WARNING,
        fmt::format("XSPI-0212: {} was not reset since it last ran. Its RAM and registers will be as "
                    "before, but its clocks and flash pins are now set for the agent: `reset` it before "
                    "it runs on",
                    target.name())
            .c_str());
}

} // namespace xspi
