#include "openocd-driver/job/agent-run.hpp"

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
    const auto open = [&] {
        const bool preserve = core.ran || core.ram_written;
        auto session = std::make_unique<TargetSession>(target, driver_.board(), preserve, core.ram_written,
                                                       std::exchange(core.agent_in_ram, false));
        core.agent_in_ram = !preserve;
        return session;
    };
    try {
        auto session = open();
        cores_.tell_about_protection(target, driver_.board());
        core.agents_clocks = true;
        CoreWatch::tell_about_clocks(core, target);
        prepare(*session, target, banks, contact);
        const bool lent = any_of(banks, [](const Bank& bank) { return bank.memory->lent() != nullptr; });
        if (lent && contact == Contact::First) {
            session->close(false);
            session.reset();
            interlude_();
            session = open();
            prepare(*session, target, banks, Contact::Again);
        }
        work(*session, target, banks, stages);
        const bool mapped = window == Window::AsMemory && select_window(*session, banks);
        session->close(mapped);
        core.mapped = mapped || (core.mapped && !any_of(banks, has_window));
    } catch (...) {
        // Whatever state the error left: the next run finds the chip anew.
        core.agent_in_ram = false;
        for (Bank* bank : banks) bank->memory->invalidate();
        if (reset_meanwhile(target)) throw target_was_reset();
        throw;
    }
}

void AgentRun::prepare(TargetSession& session, TargetPort& target, const std::vector<Bank*>& banks,
                       Contact contact) {
    for (Bank* bank : banks) {
        AgentFlash flash(session.agent(), bank->memory->kind(), bank->name, bank->base);
        bank->memory->prepare(flash, target);
        driver_.publish_geometry(*bank);
        if (contact == Contact::First) prepared_(*bank, flash, target);
    }
}

void AgentRun::work(TargetSession& session, TargetPort& target, const std::vector<Bank*>& banks,
                    const std::vector<Work>& stages) {
    // The agent knows one memory of each kind at a time: those that were prepared last.
    std::map<agent::Memory, Bank*> known;
    for (Bank* bank : banks) known[bank->memory->kind()] = bank;
    const auto for_all_banks = [&](const Work& stage) {
        for (Bank* bank : banks) {
            AgentFlash flash(session.agent(), bank->memory->kind(), bank->name, bank->base);
            if (std::exchange(known[bank->memory->kind()], bank) != bank) bank->memory->select(flash);
            stage(*bank, flash, target);
        }
    };
    for (const Work& stage : stages) for_all_banks(stage);
    for_all_banks([](Bank& bank, AgentFlash& flash, TargetPort&) { bank.memory->restore_protection(flash); });
}

// The agent leaves the window of the chip that it knows: of several it has to be one that has a window.
bool AgentRun::select_window(TargetSession& session, const std::vector<Bank*>& banks) {
    const auto stays = [](const Bank* bank) { return bank->memory->leave_mapped(); };
    const auto found = std::find_if(banks.begin(), banks.end(), stays);
    if (found == banks.end()) return false;
    AgentFlash flash(session.agent(), (*found)->memory->kind(), (*found)->name, (*found)->base);
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
