#include "openocd-driver/job/agent-run.hpp"

#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/job/servers.hpp"
#include "openocd-driver/run/explain.hpp"
#include "openocd-driver/run/target-session.hpp"
#include "openocd-driver/target/openocd-target.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

namespace xspi {

namespace {

bool any_of(const std::vector<Bank*>& banks, const std::function<bool(const Bank&)>& is) {
    return std::any_of(banks.begin(), banks.end(), [&](const Bank* bank) { return is(*bank); });
}

// A loader begins with a reset.
void tell_about_reset(const CoreWatch::State& core, TargetPort& target) {
    if (!core.ran) return;
    bridge_log(BRIDGE_WARNING,
               fmt::format("XSPI-1345: {} was not reset since it last ran. A flash loader needs a reset "
                           "before each of its phases: what ran is ended, and `reset` starts it again",
                           target.name())
                   .c_str());
}

bool has_window(const Bank& bank) {
    return bank.memory->kind() == agent::Memory::External && bank.memory->mappable();
}

// A reset looks like many other faults: RAM that lost its contents, registers that are not as they were set.
bool reset_meanwhile(TargetPort& target) {
    try {
        target.poll();
    } catch (const Failure&) { return false; } // nobody answers: that is what has been found already
    return target.was_reset();
}

} // namespace

void AgentRun::operator()(const std::vector<Bank*>& banks, const std::vector<Work>& stages, Window window,
                          Contact contact) {
    if (banks.empty()) return;
    ++runs_;
    OpenOcdTarget target(banks.front()->owner);
    CoreWatch::State& core = look_at_core(banks.front()->owner, target);
    const bool kept = core.ran || core.ram_written, written = core.ram_written;
    bool others = false; // whose loaders may take the agent's place in RAM
    const auto start = [&] {
        const bool in_ram = std::exchange(core.agent_in_ram, false) && !others;
        auto session = std::make_unique<TargetSession>(target, driver_.board(), kept, written, in_ram);
        core.agent_in_ram = !kept && !others;
        return session;
    };
    try {
        Servers servers(target, banks, written, start,
                        [&](Servers& again) { prepare_again(again, target, banks); });
        others = std::any_of(banks.begin(), banks.end(),
                             [&](const Bank* bank) { return !servers.has_agent(*bank); });
        if (others) core.agent_in_ram = false;
        const auto served_by_agent = [&](const Bank& bank) { return servers.has_agent(bank); };
        any_of(banks, served_by_agent) ? void(servers.agent()) : void(halt_board(target, driver_.board()));
        cores_.tell_about_protection(target, driver_.board());
        core.agents_clocks = true;
        !others ? CoreWatch::tell_about_clocks(core, target) : tell_about_reset(core, target);
        prepare(servers, target, banks, contact);
        const bool lent = any_of(banks, [](const Bank& bank) { return bank.memory->lent() != nullptr; });
        if (lent && contact == Contact::First) {
            servers.leave(false);
            interlude_();
        }
        work(servers, target, banks, stages);
        const bool mapped = window == Window::AsMemory && select_window(servers, banks);
        const bool closes = window == Window::Closed && others;
        core.mapped = (servers.leave(mapped) && !closes) || (core.mapped && !any_of(banks, has_window));
        if (closes) target.reset_halt(); // no loader unmaps what it has mapped
        core.agents_clocks = true;
    } catch (...) {
        // Whatever state the error left: the next run finds the chip anew.
        core.agent_in_ram = false;
        core.agents_clocks = true;
        for (Bank* bank : banks) bank->memory->invalidate();
        if (reset_meanwhile(target)) throw target_was_reset();
        throw;
    }
}

void AgentRun::prepare(Servers& servers, TargetPort& target, const std::vector<Bank*>& banks,
                       Contact contact) {
    for (const bool by_agent : {true, false})
        for (Bank* bank : banks) {
            if (servers.has_agent(*bank) != by_agent) continue;
            AgentFlash flash = servers.flash(*bank);
            bank->memory->prepare(flash, target);
            driver_.publish_geometry(*bank);
            if (contact == Contact::First) prepared_(*bank, flash, target);
        }
}

// The agent was away: somebody else had the core.
void AgentRun::prepare_again(Servers& servers, TargetPort& target, const std::vector<Bank*>& banks) {
    for (Bank* bank : banks) {
        if (!servers.has_agent(*bank)) continue;
        AgentFlash flash = servers.flash(*bank);
        bank->memory->prepare(flash, target);
        driver_.publish_geometry(*bank);
    }
}

void AgentRun::work(Servers& servers, TargetPort& target, const std::vector<Bank*>& banks,
                    const std::vector<Work>& stages) {
    // The agent knows one memory of each kind at a time: those that were prepared last.
    std::map<agent::Memory, Bank*> known;
    unsigned starts = 0;
    const auto select = [&](Bank* bank, AgentFlash& flash) {
        if (!servers.has_agent(*bank)) return;
        if (std::exchange(starts, servers.starts()) != servers.starts())
            for (Bank* each : banks)
                if (servers.has_agent(*each)) known[each->memory->kind()] = each;
        if (std::exchange(known[bank->memory->kind()], bank) != bank) bank->memory->select(flash);
    };
    const auto for_all_banks = [&](const Work& stage) {
        for (Bank* bank : banks) {
            AgentFlash flash = servers.flash(*bank);
            select(bank, flash);
            stage(*bank, flash, target);
        }
    };
    for (const Work& stage : stages) for_all_banks(stage);
    for_all_banks([](Bank& bank, AgentFlash& flash, TargetPort&) { bank.memory->restore_protection(flash); });
}

// The agent leaves the window of the chip that it knows: of several it has to be one that has a window.
bool AgentRun::select_window(Servers& servers, const std::vector<Bank*>& banks) {
    const auto stays = [&](const Bank* bank) {
        return servers.has_agent(*bank) && bank->memory->leave_mapped();
    };
    const auto found = std::find_if(banks.begin(), banks.end(), stays);
    if (found == banks.end()) return false;
    AgentFlash flash = servers.flash(**found);
    const auto external = [](const Bank* bank) { return bank->memory->kind() == agent::Memory::External; };
    if (std::count_if(banks.begin(), banks.end(), external) > 1) (*found)->memory->select(flash);
    return true;
}

CoreWatch::State& AgentRun::look_at_core(target* owner, TargetPort& target) {
    if (!target.halted()) target.poll();
    if (!target.halted()) target_ran(owner, false);
    return cores_.of(owner);
}

void AgentRun::target_ran(target* owner, bool by_reset) {
    ++runs_;
    cores_.ran(owner, by_reset);
    driver_.invalidate(owner);
}

} // namespace xspi
