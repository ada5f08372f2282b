// A job is carried out: every bank is planned, then kept, changed, verified and armed.
#include "openocd-driver/failure.hpp"
#include "openocd-driver/job/job.hpp"
#include "openocd-driver/job/programming.hpp"
#include "openocd-driver/job/progress.hpp"
#include "openocd-driver/memory/lent-flash.hpp"
#include "openocd-driver/target/openocd-target.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace xspi {

namespace {

// Whether the work ended at a moment of its own, wherever the job was.
bool may_come_anywhere(const Failure& failure) {
    using Kind = Failure::Kind;
    return failure.kind() == Kind::Link || failure.kind() == Kind::Interrupted ||
           failure.kind() == Kind::AgentDied;
}

} // namespace

// One bank's part of a job while it is carried out.
struct Job::Work {
    ProgramPlan plan;
    OpenJournal journal;
    std::optional<std::size_t> done; // a step, ahead of the others
    std::int64_t milliseconds = 0;
};

// Every bank is prepared and its plan made before the first one is changed: a job is refused as a whole. An
// application may start once every bank holds what it should.
void Job::carry_out_for(const std::vector<Bank*>& banks, const PlanWish& wish) {
    std::map<Bank*, Work> works;
    std::int64_t began = 0;
    const AgentRun::Work plan = [&](Bank& bank, AgentFlash& flash, TargetPort& target) {
        if (works.empty()) began = target.milliseconds();
        if (const auto changed = some_difference(bank, flash, bank.memory->known_protection()))
            bank.memory->require_writable(flash, target, {*changed});
        works[&bank].plan = plan_for(bank, flash, wish);
    };
    const AgentRun::Work check = [&](Bank& bank, AgentFlash& flash, TargetPort& target) {
        bank.memory->require_writable(flash, target, changed_ranges(works[&bank].plan));
    };
    const AgentRun::Work keep = [&](Bank& bank, AgentFlash& flash, TargetPort& target) {
        works[&bank].journal =
            journal_.open(bank, flash, run_.driver().facts().name, target, works[&bank].plan);
    };
    // Before any other bank is changed.
    const AgentRun::Work prove = [&](Bank& bank, AgentFlash& flash, TargetPort&) {
        Work& work = works[&bank];
        if (work.plan.steps.empty() || !work.plan.overwrites) return;
        changes_.set(bank, Changes::Stage::Begun);
        try {
            work.done = bank.memory->carry_out_first(flash, work.plan);
        } catch (const Failure& failure) {
            if (failure.kind() == Failure::Kind::WrongChip) work.journal.close();
            throw;
        }
        if (work.done) work.journal.step_done(*work.done);
    };
    const AgentRun::Work verify_one = [&](Bank& bank, AgentFlash& flash, TargetPort& target) {
        Work& work = works[&bank];
        try {
            verify(bank, work.plan, flash);
        } catch (...) {
            work.journal.doubt();
            throw;
        }
        work.journal.close();
        work.milliseconds = target.milliseconds() - std::exchange(began, target.milliseconds());
    };
    const AgentRun::Work change = [&](Bank& bank, AgentFlash& flash, TargetPort& target) {
        if (bank.memory->lent() != nullptr) return;
        Work& work = works[&bank];
        ProgressLine progress(bank.name, target);
        if (!work.plan.empty()) changes_.set(bank, Changes::Stage::Begun);
        try {
            carry_out(
                work.plan, work.done, flash,
                [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); },
                [&](std::size_t step) { work.journal.step_done(step); });
        } catch (const Failure& failure) {
            // Some chips with ECC fail to program what was not erased.
            if (failure.kind() != Failure::Kind::NotProgrammed || work.plan.presumed.empty()) throw;
            throw NotBlank{bank.name, bank.base + work.plan.presumed.front().address};
        }
        if (!work.plan.empty()) changes_.set(bank, Changes::Stage::Written);
        verify_one(bank, flash, target);
        progress.end();
    };
    const AgentRun::Work finish = [&](Bank& bank, AgentFlash& flash, TargetPort&) {
        const Work& work = works[&bank];
        arm(bank, work.plan, flash);
        changes_.set(bank, Changes::Stage::Verified);
        bridge_log(BRIDGE_USER, result_line(bank, work.plan, work.milliseconds).c_str());
    };
    const bool lent =
        std::any_of(banks.begin(), banks.end(), [](Bank* bank) { return bank->memory->lent() != nullptr; });
    if (!lent) return run_(banks, {plan, check, keep, prove, change, finish});
    // OpenOCD's driver needs the core, so the agent has to leave it in between.
    run_(banks, {plan, check, keep, prove, change});
    for (Bank* bank : banks)
        if (bank->memory->lent() != nullptr) change_lent(*bank, works[bank]);
    const AgentRun::Work verify_lent = [&](Bank& bank, AgentFlash& flash, TargetPort& target) {
        if (bank.memory->lent() != nullptr) verify_one(bank, flash, target);
    };
    run_(banks, {verify_lent, finish}, AgentRun::Window::AsMemory, AgentRun::Contact::Again);
}

void Job::change_lent(Bank& bank, Work& work) {
    if (work.plan.empty()) return;
    OpenOcdTarget target(bank.owner);
    ProgressLine progress(bank.name, target);
    changes_.set(bank, Changes::Stage::Begun);
    LentFlash& flash = *bank.memory->lent();
    for (std::size_t i = 0; i < work.plan.steps.size(); ++i) {
        const PlanStep& step = work.plan.steps[i];
        progress.show(i, work.plan.steps.size());
        if (step.kind == StepKind::Erase)
            flash.erase(step.address, step.size);
        else if (step.erase_first_size != 0)
            flash.erase(step.address, step.erase_first_size);
        if (step.kind == StepKind::Program) flash.program(step.address, step.bytes);
        work.journal.step_done(i);
    }
    changes_.set(bank, Changes::Stage::Written);
}

// A block that looked blank and was not leaves the job where a cut would leave it: it is done again, and
// nothing is taken for blank any more.
void Job::carry_out_certainly(const std::vector<Bank*>& banks, PlanWish wish) {
    const std::int64_t began = bridge_milliseconds();
    try {
        return carry_out_for(banks, wish);
    } catch (const NotBlank& block) {
        const double seconds = double(bridge_milliseconds() - began) / 1000;
        bridge_log(
            BRIDGE_USER,
            fmt::format("{}: a block from 0x{:08X} on looked blank and is not: every byte is compared now "
                        "before anything is programmed; {:.2f} s were for nothing",
                        block.bank, block.address, seconds)
                .c_str());
    }
    wish.glances = false;
    carry_out_for(banks, wish);
}

// What ended the work at a moment of its own says as well how far the job had come.
void Job::program(const std::vector<Bank*>& banks, bool allow_erase) {
    const Changes::Job changing(changes_, banks);
    try {
        carry_out_certainly(banks, {allow_erase, atomic_, true});
    } catch (const Failure& failure) {
        const std::string text = changes_.text();
        if (text.empty() || !may_come_anywhere(failure)) throw;
        throw failure.with((failure.sentence().ends_with('?') ? " " : ". ") + text);
    }
}

} // namespace xspi
