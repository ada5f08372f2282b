// Keeps the foreign bytes of jobs in the user's folder of journals, and brings those of jobs that were cut
// off back to their chips.
#pragma once
#include "openocd-driver/bank.hpp"
#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/journal/journal-folder.hpp"
#include "openocd-driver/target/target-port.hpp"

namespace xspi {

class LentFlash;

// The microcontroller's unique id is read from the target, which need not be halted. After prepare().
JournalKey journal_key(const Bank& bank, TargetPort& target);

// The journal of a job that is being carried out.
class OpenJournal {
  public:
    OpenJournal() = default; // nothing is at risk
    OpenJournal(std::filesystem::path file, std::vector<std::size_t> steps)
        : file_(std::move(file)), steps_(std::move(steps)) {}
    // That step of the plan is done.
    void step_done(std::size_t step) const;
    // A step that was done did not do what it should: none counts.
    void doubt() const;
    // All of it is done and verified: the journal is deleted.
    void close() const;

  private:
    std::filesystem::path file_; // empty: none
    std::vector<std::size_t> steps_;
};

// A block to put back into memory that a driver of OpenOCD's serves.
struct LentBlock {
    LentFlash* flash;
    std::uint32_t address; // offset in the bank
    std::vector<std::uint8_t> bytes;
};

class JournalKeeper {
  public:
    // Off: foreign bytes are lost if a job is cut off.
    bool on() const { return on_; }
    void turn(bool on) { on_ = on; }
    JournalFolder folder() const { return JournalFolder::of_user(); }

    // Before the plan changes anything. Throws Failure XSPI-0555.
    OpenJournal open(const Bank& bank, AgentFlash& flash, std::string_view board, TargetPort& target,
                     const ProgramPlan& plan) const;
    // The same for a range, all of it foreign, of somebody who works on it and puts these bytes back.
    OpenJournal open(const Bank& bank, std::string_view board, TargetPort& target, const FlashRange& range,
                     const std::vector<std::uint8_t>& bytes) const;

    // Brings back what earlier jobs on this memory have lost, as far as that needs no question, and logs it;
    // after prepare(). Throws Failure where the memory fails.
    void take_back(Bank& bank, AgentFlash& flash, TargetPort& target);
    // The same for one file, whatever its blocks hold now. Throws Failure XSPI-0557 if it is another
    // memory's.
    void restore(const JournalFolder::File& file, Bank& bank, AgentFlash& flash, TargetPort& target);
    // What the two have found to be put back into memory that a driver of OpenOCD's serves; the agent has
    // left the core. Throws Failure XSPI-0562, 0563.
    void put_back_lent();

  private:
    OpenJournal open(const Bank& bank, std::string_view board, TargetPort& target, BlocksAtRisk risk) const;

    bool on_ = true;
    std::vector<LentBlock> lent_;
};

} // namespace xspi
