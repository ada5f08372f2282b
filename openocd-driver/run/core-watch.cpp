#include "openocd-driver/run/core-watch.hpp"

#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/run/flash-test-session.hpp"
#include "openocd-driver/run/target-session.hpp"
#include "openocd-driver/target/option-bytes.hpp"

#include <fmt/format.h>

namespace xspi {

// gdb's `load` writes RAM, resets, writes flash, and resets again: RAM outlives that.
void CoreWatch::ran(target* owner, bool by_reset) {
    State& core = cores_[owner];
    const bool ram_written = by_reset && core.ram_written;
    core = {!by_reset, false, ram_written, core.agents_clocks, false, false};
}

void CoreWatch::memory_written(target* owner, const Board& board, std::uint32_t address, std::uint32_t size) {
    if (!TargetSession::uses(board, address, size) && !FlashTestSession::uses(board.family, address, size))
        return;
    cores_[owner].ram_written = true;
    cores_[owner].agent_in_ram = false;
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

void CoreWatch::tell_about_protection(TargetPort& target, const Board& board) {
    if (told_about_protection_) return;
    const OptionBytes options(target, board);
    if (options.state() != ProductState::Closed) return;
    told_about_protection_ = true;
    const OptionByte& state = *find_option(board.family.options, board.family.state_option);
    std::uint32_t open = 0;
    while (board.family.product_state(open) != ProductState::Open) ++open;
    bridge_log(
        BRIDGE_WARNING,
        fmt::format("XSPI-0449: {0} is 0x{1:02X}: readout protection, level 1. Somebody set it, or option "
                    "bytes were being programmed when supply or reset went; then others may have changed, "
                    "too (`xspi option`). Core, RAM and registers can be debugged, the internal flash "
                    "cannot be read. The way back erases all of it and the backup SRAM: `xspi option {0} "
                    "0x{2:X} {3}`",
                    state.name, options.value(state), open, kMassErase)
            .c_str());
}

} // namespace xspi
