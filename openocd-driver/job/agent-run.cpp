#include "openocd-driver/job/agent-run.hpp"

#include "openocd-driver/run/explain.hpp"
#include "openocd-driver/run/target-session.hpp"
#include "openocd-driver/target/openocd-target.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace xspi {

namespace {

// A reset looks like many other faults: RAM that lost its contents, registers that are not as they were set.
bool reset_meanwhile(TargetPort& target) {
    try {
        target.poll();
    } catch (const Failure&) { return false; } // nobody answers: that is what has been found already
    return target.was_reset();
}

} // namespace

void AgentRun::operator()(const std::vector<Bank*>& banks, const std::vector<Work>& stages, Window window) {
    if (banks.empty()) return;
    OpenOcdTarget target(banks.front()->owner);
    CoreWatch::State& core = look_at_core(banks.front()->owner, target);
    try {
        TargetSession session(target, driver_.board(), core.ran || core.ram_written);
        core.agents_clocks = true;
        CoreWatch::tell_about_clocks(core, target);
        work(session, target, banks, stages);
        const bool mapped =
            window == Window::AsMemory &&
            std::any_of(banks.begin(), banks.end(), [](Bank* b) { return b->memory->leave_mapped(); });
        session.close(mapped);
        core.mapped = mapped;
    } catch (...) {
        // Whatever state the error left: the next run finds the chip anew.
        for (Bank* bank : banks) bank->memory->invalidate();
        if (reset_meanwhile(target)) throw target_was_reset();
        throw;
    }
}

void AgentRun::work(TargetSession& session, TargetPort& target, const std::vector<Bank*>& banks,
                    const std::vector<Work>& stages) {
    const Work prepare = [this](Bank& bank, AgentFlash& flash, TargetPort& port) {
        bank.memory->prepare(flash, port);
        driver_.publish_geometry(bank);
        prepared_(bank, flash, port);
    };
    // The agent knows one memory of each kind at a time.
    std::map<agent::Memory, Bank*> known;
    const auto for_all_banks = [&](const Work& stage, bool prepared) {
        for (Bank* bank : banks) {
            AgentFlash flash(session.agent(), bank->memory->kind(), bank->name, bank->base);
            if (std::exchange(known[bank->memory->kind()], bank) != bank && prepared)
                bank->memory->select(flash);
            stage(*bank, flash, target);
        }
    };
    for_all_banks(prepare, false);
    for (const Work& stage : stages) for_all_banks(stage, true);
    for_all_banks([](Bank& bank, AgentFlash& flash, TargetPort&) { bank.memory->restore_protection(flash); },
                  true);
}

CoreWatch::State& AgentRun::look_at_core(target* owner, TargetPort& target) {
    if (!target.halted()) target.poll();
    if (!target.halted()) target_ran(owner, false);
    return cores_.of(owner);
}

void AgentRun::target_ran(target* owner, bool by_reset) {
    cores_.ran(owner, by_reset);
    driver_.invalidate(owner);
}

} // namespace xspi
