#include "openocd-driver/driver.hpp"

#include "openocd-driver/board/facts-problem.hpp"
#include "openocd-driver/job/programming.hpp"
#include "openocd-driver/job/progress.hpp"
#include "openocd-driver/memory/external-flash.hpp"
#include "openocd-driver/memory/internal-flash.hpp"
#include "openocd-driver/run/explain.hpp"
#include "openocd-driver/run/flash-test-session.hpp"
#include "openocd-driver/target/openocd-target.hpp"

#include <algorithm>
#include <utility>

namespace xspi {

namespace {

constexpr std::string_view kInternalBank = "int";

// A reset looks like many other faults: RAM that lost its contents, registers that are not as they were set.
bool reset_meanwhile(TargetPort& target) {
    try {
        target.poll();
    } catch (const Failure&) { return false; } // nobody answers: that is what has been found already
    return target.was_reset();
}

// Whether the work ended at a moment of its own, wherever the job was.
bool may_come_anywhere(const Failure& failure) {
    const std::string_view id = failure.id();
    return id.starts_with("XSPI-02") || id == "XSPI-0304" || id == "XSPI-0306" || id == "XSPI-0307" ||
           id == "XSPI-0308";
}

Failure with_changes(const Failure& failure, const std::string& text) {
    if (text.empty() || !may_come_anywhere(failure)) return failure;
    const std::string& said = failure.sentence();
    return {failure.id(), "{}{} {}", said, said.ends_with('?') ? "" : ".", text};
}

} // namespace

std::string Driver::declare_board(const std::string& name, const std::string& body) {
    auto board = std::make_unique<BoardFile>(name, body);
    if (FactsProblem problem = check_facts(board->facts())) throw explain(problem, board->facts());
    if (board_)
        throw Failure("XSPI-0114",
                      "`xspi board {}`: board {} is declared already, and one OpenOCD serves one board; is a "
                      "board's file sourced twice?",
                      name, board_->facts().name);
    if (board->flash_bank() == kInternalBank)
        throw Failure("XSPI-0112",
                      "`flash {}` in the board's facts: the internal flash has this name; take "
                      "another, such as ext",
                      board->flash_bank());
    board_ = std::move(board);
    if (!hooks_)
        bridge_log(BRIDGE_WARNING, "XSPI-0104: this OpenOCD has no hooks around a programming job: sections "
                                   "are erased and written one by "
                                   "one, and an image that fits only in part is not refused as a whole");
    return fmt::format(
        "xspi_declare_board {{probe {} swd_khz {} family stm32h7rs external {{{} 0x{:08X}}} internal {{{} "
        "0x{:08X} 0x{:X}}}}}",
        board_->probe(), board_->swd_khz(), board_->flash_bank(), facts().mapped_base, kInternalBank,
        stm32h7rs::kInternalFlashBase, stm32h7rs::kInternalFlashSize);
}

const BoardFacts& Driver::facts() const {
    if (!board_)
        throw Failure("XSPI-0105",
                      "no board is declared: `source [find board/….cfg]` or `xspi board …` first");
    return board_->facts();
}

target* Driver::owner() const {
    if (banks_.empty())
        throw Failure("XSPI-0105",
                      "no board is declared: `source [find board/….cfg]` or `xspi board …` first");
    return banks_.front()->owner;
}

Bank* Driver::open_bank(flash_bank* handle, target* owner, const std::string& name, std::uint32_t base,
                        const std::string& kind) {
    auto bank = std::make_unique<Bank>();
    bank->handle = handle;
    bank->owner = owner;
    bank->name = name;
    bank->base = base;
    if (kind == "external")
        bank->memory = std::make_unique<ExternalFlash>(facts());
    else if (kind == "internal")
        bank->memory = std::make_unique<InternalFlash>();
    else
        throw Failure("XSPI-0106", "flash bank {}: `{}` is neither external nor internal", name, kind);
    for (const auto& other : banks_)
        if (other->owner == owner && (other->reaches(base) || bank->reaches(other->base)))
            throw Failure("XSPI-0107", "flash bank {} at 0x{:08X} overlaps bank {} at 0x{:08X}", name, base,
                          other->name, other->base);
    banks_.push_back(std::move(bank));
    return banks_.back().get();
}

void Driver::close_bank(Bank* bank) {
    std::erase_if(banks_, [&](const auto& b) { return b.get() == bank; });
}

void Driver::publish_geometry(Bank& bank) {
    std::uint32_t size = bank.memory->size(), sector_size = bank.memory->sector_size();
    // Not known yet: the window is what may be the bank's. OpenOCD takes a bank of size 0 for one that never
    // ends.
    if (size == 0) {
        size = bank.memory->reach();
        sector_size = 4096;
    }
    if (size == bank.published_size && sector_size == bank.published_sector_size) return;
    if (bridge_set_geometry(bank.handle, size, sector_size) != BRIDGE_OK)
        throw Failure("XSPI-0108", "out of memory for the sectors of bank {}", bank.name);
    bank.published_size = size;
    bank.published_sector_size = sector_size;
}

void Driver::auto_probe(Bank& bank) { publish_geometry(bank); }

void Driver::probe(Bank& bank) { with_agent({&bank}, {}); }

void Driver::with_agent(std::vector<Bank*> banks, const std::vector<Work>& stages, Window window) {
    if (banks.empty()) return;
    OpenOcdTarget target(banks.front()->owner);
    CoreState& core = look_at_core(banks.front()->owner, target);
    try {
        TargetSession session(target, facts(), core.ran || core.ram_written);
        core.agents_clocks = true;
        tell_about_clocks(core, target);
        const Work prepare = [this](Bank& bank, AgentFlash& flash, TargetPort& port) {
            bank.memory->prepare(flash, port);
            publish_geometry(bank);
            journal_.take_back(bank, flash, port);
        };
        const auto for_all_banks = [&](const Work& work) {
            for (Bank* bank : banks) {
                AgentFlash flash(session.agent(), bank->memory->kind(), bank->name, bank->base);
                work(*bank, flash, target);
            }
        };
        for_all_banks(prepare);
        for (const Work& work : stages) for_all_banks(work);
        bool mapped = window == Window::AsMemory && std::any_of(banks.begin(), banks.end(), [](Bank* b) {
                          return b->memory->leave_mapped();
                      });
        session.close(mapped);
        core.mapped = mapped;
    } catch (const Failure& failure) {
        after_failure(banks);
        throw with_changes(reset_meanwhile(target) ? target_was_reset() : failure, changes_.text());
    } catch (...) {
        after_failure(banks);
        if (reset_meanwhile(target)) throw with_changes(target_was_reset(), changes_.text());
        throw;
    }
}

// Whatever state the error left: the next run finds the chip anew.
void Driver::after_failure(const std::vector<Bank*>& banks) {
    for (Bank* bank : banks) bank->memory->invalidate();
}

// A core that runs has run, whatever events said: somebody may have pressed the reset button.
Driver::CoreState& Driver::look_at_core(target* owner, TargetPort& target) {
    if (!target.halted()) target.poll();
    if (!target.halted()) target_ran(owner, false);
    return cores_[owner];
}

void Driver::tell_about_clocks(CoreState& core, TargetPort& target) {
    if (!core.ran || core.told) return;
    core.told = true;
    bridge_log(BRIDGE_WARNING,
               fmt::format("XSPI-0212: {} was not reset since it last ran. Its RAM and registers will be as "
                           "before, but its clocks and flash pins are now the agent's: `reset` it before "
                           "it runs on",
                           target.name())
                   .c_str());
}

void Driver::erase(Bank& bank, std::uint32_t offset, std::uint32_t length) {
    if (bank.memory->sector_size() == 0) probe(bank); // a job rounds to its sectors
    bank.erases.push_back({offset, length});
    if (!job_.open) program_now(bank, true);
}

void Driver::erase(const std::map<Bank*, std::vector<FlashRange>>& ranges) {
    discard();
    std::vector<Bank*> banks;
    for (const auto& [bank, list] : ranges) {
        bank->erases = list;
        banks.push_back(bank);
    }
    try {
        program(banks, true);
    } catch (...) {
        discard();
        throw;
    }
    discard();
}

void Driver::write(Bank& bank, std::span<const std::uint8_t> data, std::uint32_t offset) {
    if (data.empty()) return;
    bank.segments.push_back({offset, {data.begin(), data.end()}});
    if (!job_.open) program_now(bank, false);
}

void Driver::program_now(Bank& bank, bool allow_erase) {
    try {
        program({&bank}, allow_erase);
    } catch (...) {
        bank.forget();
        throw;
    }
    bank.forget();
}

namespace {

// One bank's part of a job while it is carried out.
struct BankWork {
    ProgramPlan plan;
    OpenJournal journal;
    std::int64_t milliseconds = 0;
};

} // namespace

// Every bank is prepared and its plan made before the first one is changed: a job is refused as a whole. An
// application may start once every bank holds what it should.
void Driver::program(const std::vector<Bank*>& banks, bool allow_erase) {
    std::map<Bank*, BankWork> works;
    std::int64_t began = 0;
    const Changes::Job job(changes_, banks);
    const Work plan = [&](Bank& bank, AgentFlash& flash, TargetPort& target) {
        if (works.empty()) began = target.milliseconds();
        if (const auto changed = some_difference(bank, flash, bank.memory->known_protection()))
            bank.memory->require_writable(flash, target, {*changed});
        works[&bank].plan = plan_for(bank, flash, allow_erase, atomic_);
    };
    const Work check = [&](Bank& bank, AgentFlash& flash, TargetPort& target) {
        bank.memory->require_writable(flash, target, changed_ranges(works[&bank].plan));
    };
    const Work keep = [&](Bank& bank, AgentFlash& flash, TargetPort& target) {
        works[&bank].journal = journal_.open(bank, flash, facts().name, target, works[&bank].plan);
    };
    const Work change = [&](Bank& bank, AgentFlash& flash, TargetPort& target) {
        BankWork& work = works[&bank];
        ProgressLine progress(bank.name, target);
        if (!work.plan.empty()) changes_.set(bank, Changes::Stage::Begun);
        carry_out(
            work.plan, flash, [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); },
            [&](std::size_t step) { work.journal.step_done(step); });
        if (!work.plan.empty()) changes_.set(bank, Changes::Stage::Written);
        verify(bank, work.plan, flash);
        work.journal.close();
        progress.end();
        work.milliseconds = target.milliseconds() - std::exchange(began, target.milliseconds());
    };
    const Work finish = [&](Bank& bank, AgentFlash& flash, TargetPort&) {
        const BankWork& work = works[&bank];
        arm(bank, work.plan, flash);
        changes_.set(bank, Changes::Stage::Verified);
        bridge_log(BRIDGE_USER, result_line(bank, work.plan, work.milliseconds).c_str());
    };
    with_agent(banks, {plan, check, keep, change, finish});
}

std::vector<std::uint8_t> Driver::read(Bank& bank, std::uint32_t offset, std::uint32_t count) {
    std::vector<std::uint8_t> bytes;
    with_agent({&bank}, {[&](Bank&, AgentFlash& flash, TargetPort&) { bytes = flash.read(offset, count); }});
    return bytes;
}

std::vector<bool> Driver::blank_sectors(Bank& bank, std::uint32_t sector_size, unsigned sectors) {
    std::vector<agent::Range> ranges(sectors);
    for (unsigned i = 0; i < sectors; i++) ranges[i] = {i * sector_size, sector_size};
    std::vector<bool> blank;
    with_agent({&bank}, {[&](Bank&, AgentFlash& flash, TargetPort&) {
                   for (const agent::RangeDigest& digest : flash.digest(ranges))
                       blank.push_back(digest.blank != 0);
               }});
    return blank;
}

std::string Driver::info(Bank& bank) {
    if (!bank.memory->identified()) {
        probe(bank);
    } else {
        OpenOcdTarget target(bank.owner);
        bank.memory->refresh(target);
    }
    return bank.memory->describe();
}

std::string Driver::protect(Bank& bank, const FlashRange& range, bool on) {
    std::string said;
    with_agent({&bank}, {[&](Bank& b, AgentFlash& flash, TargetPort& target) {
                   said = b.memory->protect(flash, target, range, on);
               }});
    return said;
}

std::vector<bool> Driver::protected_sectors(Bank& bank, std::uint32_t sector_size, unsigned sectors) {
    std::vector<bool> result(sectors);
    with_agent({&bank}, {[&](Bank& b, AgentFlash& flash, TargetPort& target) {
                   for (const FlashRange& range : b.memory->protected_ranges(flash, target))
                       for (std::uint64_t at = range.address; at < range.end(); at += sector_size)
                           if (at / sector_size < sectors) result[std::size_t(at / sector_size)] = true;
               }});
    return result;
}

void Driver::limit_clock(Bank& bank, std::uint32_t hz) {
    OpenOcdTarget target(bank.owner);
    bank.memory->limit_clock(target, hz);
}

void Driver::with_halted_core(const std::function<void(TargetPort&)>& work) {
    if (banks_.empty()) throw Failure("XSPI-0105", "no board is declared: `source [find board/….cfg]` first");
    OpenOcdTarget target(banks_.front()->owner);
    halt_board(target, facts());
    work(target);
}

void Driver::unmap(Bank& bank) { with_agent({&bank}, {}, Window::Closed); }

void Driver::reset_chip(Bank& bank) {
    with_agent({&bank},
               {[](Bank& b, AgentFlash& flash, TargetPort&) { b.memory->enter_power_up_state(flash); }});
}

// What agent and flash-test use of the RAM is saved and put back from now on.
void Driver::memory_written(target* owner, std::uint32_t address, std::uint32_t size) {
    if (TargetSession::uses(address, size) || FlashTestSession::uses(address, size))
        cores_[owner].ram_written = true;
}

void Driver::target_ran(target* owner, bool by_reset) {
    CoreState& core = cores_[owner];
    // gdb's `load` writes RAM, resets, writes flash, and resets again: RAM outlives that.
    const bool ram_written = by_reset && core.ram_written;
    core = {!by_reset, false, ram_written, core.agents_clocks, false};
    for (const auto& bank : banks_)
        if (bank->owner == owner) bank->memory->invalidate();
}

void Driver::core_reset(target* owner) { cores_[owner].agents_clocks = false; }

bool Driver::mapped(target* owner) const {
    const auto core = cores_.find(owner);
    return core != cores_.end() && core->second.mapped;
}

bool Driver::needs_reset(target* owner) const {
    const auto core = cores_.find(owner);
    return core != cores_.end() && core->second.agents_clocks;
}

Bank* Driver::bank_at(target* owner, std::uint32_t address) {
    for (const auto& bank : banks_)
        if (bank->owner == owner && bank->reaches(address)) return bank.get();
    return nullptr;
}

bool Driver::checksum(target* owner, std::uint32_t address, std::uint32_t count, std::uint32_t& result) {
    Bank* bank = bank_at(owner, address);
    if (!bank || count == 0) return false;
    with_agent({bank}, {[&](Bank& b, AgentFlash& flash, TargetPort&) {
                   if (address - b.base + std::uint64_t(count) > b.memory->size())
                       throw Failure("XSPI-0513", "0x{:08X} and {} bytes leave bank {}", address, count,
                                     b.name);
                   result = flash.crc32(address - b.base, count);
               }});
    return true;
}

} // namespace xspi
