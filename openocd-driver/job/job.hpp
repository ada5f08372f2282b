// A programming job from begin to commit: checked as a whole before anything is erased, carried out at the
// end.
#pragma once
#include "openocd-driver/job/agent-run.hpp"
#include "openocd-driver/job/changes.hpp"
#include "openocd-driver/job/programming.hpp"
#include "openocd-driver/journal/keeper.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace xspi {

// A section of the image that lies in the target's RAM; address is absolute.
struct RamSegment {
    std::uint32_t address = 0;
    std::vector<std::uint8_t> bytes;
};

struct BankPlan {
    Bank* bank = nullptr;
    ProgramPlan plan;
    bool mixture = false; // cut off, it would leave an application that is half old, half new, and starts
};

// What programming an image comes to.
struct JobPlan {
    std::vector<BankPlan> banks;
    std::vector<RamSegment> ram;
};

class Job {
  public:
    Job(AgentRun& run, JournalKeeper& journal) : run_(run), journal_(journal) {}

    // All throw Failure. image: nullptr if it is not known yet. True: the job has taken all of the image, and
    // no write() brings its parts.
    bool begin(target* owner, const xspi_image* image, bool erase);
    bool open() const { return recorded_.open; }
    // Without a job that is open, these are one of their own.
    void erase(Bank& bank, std::uint32_t offset, std::uint32_t length);
    void write(Bank& bank, std::span<const std::uint8_t> data, std::uint32_t offset);
    void commit(target* owner);
    void discard();

    // A job of its own: makes these ranges blank, to the byte, and keeps everything else. All of them are
    // checked before the first one is changed.
    void erase(const std::map<Bank*, std::vector<FlashRange>>& ranges);
    // What programming the image would do. Nothing is changed.
    JobPlan plan(const xspi_image& image);

    // Whether an application that a job changes starts whole or not at all, however the job ends.
    bool atomic() const { return atomic_; }
    void set_atomic(bool atomic) { atomic_ = atomic; }

  private:
    // Flash segments and erases are recorded in their banks.
    struct Recorded {
        bool open = false;
        bool may_erase = false;
        target* owner = nullptr;
        std::vector<RamSegment> ram;
    };
    std::vector<RamSegment> check(target* owner, const xspi_image& image);
    bool all_ours(target* owner, const xspi_image& image) const;
    void record(target* owner, const xspi_image& image);
    std::vector<Bank*> take_work(target* owner);
    void load_ram(target* owner, std::span<const RamSegment> segments);
    void program_now(Bank& bank, bool allow_erase);
    void program(const std::vector<Bank*>& banks, bool allow_erase);
    struct Work;
    void carry_out_for(const std::vector<Bank*>& banks, const PlanWish& wish);
    void carry_out_certainly(const std::vector<Bank*>& banks, PlanWish wish);
    void change_lent(Bank& bank, Work& work);

    AgentRun& run_;
    JournalKeeper& journal_;
    bool atomic_ = true;
    Changes changes_;   // of what is carried out
    Recorded recorded_; // one for all targets: OpenOCD does one command at a time
};

} // namespace xspi
