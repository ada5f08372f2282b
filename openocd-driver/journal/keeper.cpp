#include "openocd-driver/journal/keeper.hpp"

#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/journal/take-back.hpp"
#include "openocd-driver/memory/lent-flash.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace xspi {

namespace {

std::string now() {
    const std::time_t seconds = std::time(nullptr);
    std::tm parts{};
    std::array<char, 32> text{};
    gmtime_r(&seconds, &parts);
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
    return text.data();
}

void warn(const std::string& text) { bridge_log(BRIDGE_WARNING, text.c_str()); }

// One journal and the memory that it is of.
class Settlement {
  public:
    // later: what a driver of OpenOCD's has to put back when the agent has left the core.
    Settlement(const JournalFolder::File& file, Bank& bank, AgentFlash& flash, TargetPort& target,
               bool forced, std::vector<LentBlock>& later)
        : file_(file), journal_(*file.journal), bank_(bank), flash_(flash), target_(target), forced_(forced),
          later_(later) {}

    void carry_out() {
        std::vector<std::size_t> lost;
        for (std::size_t n = 0; n < journal_.blocks.size(); n++)
            if (!journal_.blocks[n].back && look_at(n) == BlockState::Lost) lost.push_back(n);
        if (!lost.empty() && writable(lost)) {
            Journal mended = part(lost);
            for (const std::size_t n : lost) bring_back(n);
            tell_mended(mended);
        }
        if (journal_.settled()) return JournalFolder::remove(file_.path);
        if (unclear_) tell_unclear();
    }

  private:
    std::vector<std::uint8_t> held(const JournalBlock& block) {
        return flash_.read(block.address, std::uint32_t(block.bytes.size()));
    }

    BlockState look_at(std::size_t n) {
        const JournalBlock& block = journal_.blocks[n];
        if (block.address + std::uint64_t(block.bytes.size()) > bank_.memory->size())
            return BlockState::Unclear;
        BlockState state = judge(block, held(block), journal_.page_size);
        if (state == BlockState::Whole) settle(n);
        if (state == BlockState::Unclear && forced_) state = BlockState::Lost;
        unclear_ = unclear_ || state == BlockState::Unclear;
        return state;
    }

    void settle(std::size_t n) {
        journal_.blocks[n].back = true;
        JournalFolder::mark(file_.path, std::uint32_t(n));
    }

    // Those blocks alone, for a sentence about them.
    Journal part(const std::vector<std::size_t>& blocks) const {
        Journal some = journal_;
        some.blocks.clear();
        for (const std::size_t n : blocks) some.blocks.push_back(journal_.blocks[n]);
        return some;
    }

    bool writable(const std::vector<std::size_t>& blocks) {
        std::vector<FlashRange> ranges;
        for (const std::size_t n : blocks)
            ranges.push_back({journal_.blocks[n].address, std::uint32_t(journal_.blocks[n].bytes.size())});
        try {
            bank_.memory->require_writable(flash_, target_, ranges);
            return true;
        } catch (const Failure& failure) {
            warn(fmt::format(
                "XSPI-0553: {}: {} bytes that a job of {} lost at {} are in the journal and cannot "
                "be put back now. {}",
                bank_.name, part(blocks).foreign_bytes(), journal_.began, part(blocks).places(),
                failure.what()));
            return false;
        }
    }

    // Without an erase where no bit has to rise: nothing is put at risk then.
    void bring_back(std::size_t n) {
        const JournalBlock& block = journal_.blocks[n];
        const auto found = held(block);
        const auto wanted = mended(block, found, journal_.page_size);
        bool erase = bank_.memory->geometry().program_unit > 1;
        for (std::size_t i = 0; i < found.size(); i++) erase = erase || (found[i] & wanted[i]) != wanted[i];
        const auto size = std::uint32_t(block.bytes.size());
        // It is settled when it is found whole, at the next contact.
        if (LentFlash* lent = bank_.memory->lent()) {
            later_.push_back({lent, block.address, wanted});
            return;
        }
        flash_.program(block.address, wanted, erase ? size : 0);
        flash_.finish();
        if (held(block) != wanted)
            throw Failure(
                "XSPI-0559",
                "{}: the block at 0x{:08X} does not hold the {} bytes that were put back from the journal: "
                "worn, or its supply dips. They stay in {}",
                bank_.name, bank_.base + block.address, part({n}).foreign_bytes(), file_.path.string());
        settle(n);
    }

    void tell_mended(const Journal& some) const {
        warn(fmt::format(
            "XSPI-0551: {}: a job of {} was cut off after it had erased {} bytes outside of its image: "
            "{}. They were put back from the journal",
            bank_.name, some.began, some.foreign_bytes(), some.places()));
    }

    // What a write cycle that was cut off leaves in an EEPROM's page cannot be told from other data.
    void tell_unclear_page() const {
        warn(fmt::format(
            "XSPI-0552: {}: a job of {} was cut off while {} bytes outside of its image were written again "
            "with it: {}. The page holds something else now: what the cut left, or what was written there "
            "since; so they were not put back. `xspi journal` lists them: `xspi journal restore NUMBER` puts "
            "them back, `xspi journal discard NUMBER` forgets them",
            bank_.name, journal_.began, journal_.foreign_bytes(), journal_.places()));
    }

    void tell_unclear() const {
        if (bank_.memory->geometry().overwrites) return tell_unclear_page();
        warn(fmt::format(
            "XSPI-0552: {}: a job of {} was cut off while {} bytes outside of its image were erased: "
            "{}. Something else was written there since, so they were not put back. `xspi journal` "
            "lists them: `xspi journal restore NUMBER` puts them back anyway, `xspi journal "
            "discard NUMBER` forgets them",
            bank_.name, journal_.began, journal_.foreign_bytes(), journal_.places()));
    }

    const JournalFolder::File& file_;
    Journal journal_;
    Bank& bank_;
    AgentFlash& flash_;
    TargetPort& target_;
    bool forced_, unclear_ = false;
    std::vector<LentBlock>& later_;
};

} // namespace

JournalKey journal_key(const Bank& bank, TargetPort& target) {
    const MemoryIdentity memory = bank.memory->identity();
    JournalKey key{"", memory.controller, memory.chip, memory.unique_id};
    try {
        for (std::uint32_t word = 0; word < 3; word++)
            key.uid += fmt::format("{:08X}", target.read_word(bank.unique_id + 4 * word));
    } catch (const Failure&) { key.uid.clear(); } // then nothing is put back without a question
    return key;
}

void OpenJournal::step_done(std::size_t step) const {
    for (std::uint32_t n = 0; n < steps_.size(); n++)
        if (steps_[n] == step) JournalFolder::mark(file_, n);
}

void OpenJournal::doubt() const {
    if (!file_.empty()) JournalFolder::mark(file_, kNoBlock);
}

void OpenJournal::close() const {
    if (!file_.empty()) JournalFolder::remove(file_);
}

namespace {

// The block without its foreign bytes, which are at hand.
std::vector<FlashRange> replaced_in(const JournalBlock& block) {
    std::vector<FlashRange> ranges;
    std::uint32_t at = block.address;
    const auto until = [&](std::uint32_t end) {
        if (end > at) ranges.push_back({at, end - at});
    };
    for (const JournalPiece& piece : block.foreign) {
        until(piece.address);
        at = piece.address + std::uint32_t(piece.bytes.size());
    }
    until(block.address + std::uint32_t(block.bytes.size()));
    return ranges;
}

std::vector<std::uint8_t> old_contents(const JournalBlock& block, AgentFlash& flash) {
    std::vector<std::uint8_t> old(block.bytes.size());
    const auto put = [&](std::uint32_t address, const std::vector<std::uint8_t>& bytes) {
        std::copy(bytes.begin(), bytes.end(), old.begin() + std::ptrdiff_t(address - block.address));
    };
    for (const JournalPiece& piece : block.foreign) put(piece.address, piece.bytes);
    for (const FlashRange& range : replaced_in(block))
        put(range.address, flash.read(range.address, range.length));
    return old;
}

} // namespace

OpenJournal JournalKeeper::open(const Bank& bank, AgentFlash& flash, std::string_view board,
                                TargetPort& target, const ProgramPlan& plan) const {
    constexpr std::size_t kMostRead = 64 * 1024; // what helps to judge, but takes time
    const PlanGeometry geometry = bank.memory->geometry();
    BlocksAtRisk risk = blocks_at_risk(plan, EraseLayout(geometry));
    std::size_t to_read = 0;
    for (const JournalBlock& block : risk.blocks)
        for (const FlashRange& range : replaced_in(block)) to_read += range.length;
    if (to_read <= kMostRead && on_)
        for (JournalBlock& block : risk.blocks) block.old = old_contents(block, flash);
    return open(bank, board, target, std::move(risk));
}

OpenJournal JournalKeeper::open(const Bank& bank, std::string_view board, TargetPort& target,
                                const FlashRange& range, const std::vector<std::uint8_t>& bytes) const {
    PlanStep whole;
    whole.kind = StepKind::Program;
    whole.address = range.address;
    whole.bytes = bytes;
    const PlanGeometry geometry = bank.memory->geometry();
    const EraseLayout layout(geometry);
    for (std::uint64_t at = range.address; at < range.end(); at = whole.foreign.back().end())
        whole.foreign.push_back(layout.block_at(std::uint32_t(at)));
    ProgramPlan plan;
    plan.steps.push_back(std::move(whole));
    return open(bank, board, target, blocks_at_risk(plan, layout));
}

OpenJournal JournalKeeper::open(const Bank& bank, std::string_view board, TargetPort& target,
                                BlocksAtRisk risk) const {
    if (risk.blocks.empty() || !on_) return {};
    Journal journal;
    journal.key = journal_key(bank, target);
    journal.board = board;
    journal.bank = bank.name;
    journal.began = now();
    journal.base = bank.base;
    journal.page_size = bank.memory->geometry().page_size;
    journal.blocks = std::move(risk.blocks);
    return {folder().store(journal), std::move(risk.steps)};
}

void JournalKeeper::take_back(Bank& bank, AgentFlash& flash, TargetPort& target) {
    const auto files = folder().list();
    if (files.empty()) return;
    const JournalKey key = journal_key(bank, target);
    for (const JournalFolder::File& file : files) {
        if (!file.journal)
            warn(fmt::format("XSPI-0554: the journal {} is damaged and is not used; it may still hold bytes "
                             "that a job lost. Move it out of the way",
                             file.path.string()));
        else if (file.journal->key == key && !key.uid.empty())
            Settlement(file, bank, flash, target, false, lent_).carry_out();
    }
}

void JournalKeeper::restore(const JournalFolder::File& file, Bank& bank, AgentFlash& flash,
                            TargetPort& target) {
    const JournalKey key = journal_key(bank, target);
    const JournalKey& its = file.journal->key;
    const bool same = key == its && !key.uid.empty();
    if (!same)
        throw Failure("XSPI-0557",
                      "the journal {} belongs to another board or chip: microcontroller {}, {}, chip {} {}; "
                      "here it is {}, "
                      "{}, chip {} {}. Nothing was changed",
                      file.path.filename().string(), its.uid, its.controller, its.chip, its.unique_id,
                      key.uid, key.controller, key.chip, key.unique_id);
    Settlement(file, bank, flash, target, true, lent_).carry_out();
}

void JournalKeeper::put_back_lent() {
    for (const LentBlock& block : std::exchange(lent_, {})) {
        block.flash->erase(block.address, std::uint32_t(block.bytes.size()));
        block.flash->program(block.address, block.bytes);
    }
}

} // namespace xspi
