// The driver as one object: the board, its banks, and the job that is being recorded.
#pragma once
#include "flash-library/flash-test/flash-test-block.hpp"
#include "openocd-driver/bank.hpp"
#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/job/changes.hpp"
#include "openocd-driver/job/job.hpp"
#include "openocd-driver/journal/keeper.hpp"
#include "openocd-driver/run/target-session.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace xspi {

class Driver {
  public:
    // All throw Failure.
    std::string declare_board(const std::string& name, const std::string& body); // the Tcl that declares it
    Bank* open_bank(flash_bank* handle, target* owner, const std::string& name, std::uint32_t base,
                    const std::string& kind);
    void close_bank(Bank* bank);

    void auto_probe(Bank& bank); // never touches the chip
    void probe(Bank& bank);
    void erase(Bank& bank, std::uint32_t offset, std::uint32_t length);
    // Not part of a job: makes these ranges blank, to the byte, and keeps everything else. All of them are
    // checked before the first one is changed.
    void erase(const std::map<Bank*, std::vector<FlashRange>>& ranges);
    void write(Bank& bank, std::span<const std::uint8_t> data, std::uint32_t offset);
    std::vector<std::uint8_t> read(Bank& bank, std::uint32_t offset, std::uint32_t count);
    std::vector<bool> blank_sectors(Bank& bank, std::uint32_t sector_size, unsigned sectors);
    std::string info(Bank& bank);
    // Says what was done and how long it lasts.
    std::string protect(Bank& bank, const FlashRange& range, bool on);
    std::vector<bool> protected_sectors(Bank& bank, std::uint32_t sector_size, unsigned sectors);
    void limit_clock(Bank& bank, std::uint32_t hz);
    // For what needs no agent: the core is halted, and is the board's.
    void with_halted_core(const std::function<void(TargetPort&)>& work);
    void unmap(Bank& bank);
    void reset_chip(Bank& bank);

    // image: nullptr if it is not known yet.
    void begin(target* owner, const xspi_image* image, bool erase);
    bool job_takes(target* owner, std::uint32_t address) const;
    void commit(target* owner);
    void discard();
    // What programming the image would do. Nothing is changed.
    JobPlan plan(const xspi_image& image);
    // Whether an application that a job changes starts whole or not at all, however the job ends.
    bool atomic() const { return atomic_; }
    void set_atomic(bool atomic) { atomic_ = atomic; }
    JournalKeeper& journal() { return journal_; }
    // Puts back what a journal of this board holds, without a question. Throws Failure XSPI-0557.
    void restore(const JournalFolder::File& file);
    // Compares the segments that lie in banks of ours, in one run of the agent, and sets verified[i] for
    // each. Throws Failure XSPI-0511 with the first byte that differs, XSPI-0513.
    void verify_image(target* owner, const xspi_image& image, bool* verified);
    bool checksum(target* owner, std::uint32_t address, std::uint32_t count, std::uint32_t& result);

    // Runs the flash-test that `image` is (of `file`) on the external bank's chip; area: offset in it, or
    // flash_test::kLastBlock. What it finds, good or bad.
    flash_test::Result flash_test(Bank& bank, const std::string& file, const xspi_image& image,
                                  std::uint32_t area);

    void target_ran(target* owner, bool by_reset);
    void core_reset(target* owner); // whether it halts or runs
    // Whether the core's clocks and flash pins are the agent's, so that it should not run on without a reset.
    bool needs_reset(target* owner) const;
    // Whether the driver has mapped an external chip and the core did not run since.
    bool mapped(target* owner) const;
    void memory_written(target* owner, std::uint32_t address, std::uint32_t size); // by somebody else
    // ---- What debuggers do: debugging.cpp

    // Whether this is flash of ours, which takes no software breakpoint.
    bool in_flash(target* owner, std::uint32_t address);
    // Throws Failure XSPI-0542: the window of an external chip takes no writes.
    void check_write(target* owner, std::uint32_t address);
    // Logs where flash is, if a write failed that was not for RAM: gdb's `load` writes what is in no bank.
    void write_failed(target* owner, std::uint32_t address);
    // Logs why a read failed if it was in a window. Unless a command asked for it at most once a second: gdb
    // probes code again and again.
    void memory_unreadable(target* owner, std::uint32_t address, bool by_command, std::int64_t now_ms);

    void set_hooks(bool present) { hooks_ = present; }
    const std::vector<std::unique_ptr<Bank>>& banks() const { return banks_; }
    const BoardFacts& facts() const;
    target* owner() const; // of the board's banks

  private:
    struct CoreState {
        bool ran = true;            // since its last reset; before the first one nobody knows
        bool told = false;          // that its clocks are changed
        bool ram_written = false;   // by somebody else, since it last ran
        bool agents_clocks = false; // since the reset
        bool mapped = false;        // by us, and not reset or run since
    };
    using Work = std::function<void(Bank&, AgentFlash&, TargetPort&)>;
    // One run of the agent for these banks: all are prepared, then each stage is done for all of them.
    enum class Window { AsMemory, Closed }; // when the agent has ended
    void with_agent(std::vector<Bank*> banks, const std::vector<Work>& stages,
                    Window window = Window::AsMemory);
    static void after_failure(const std::vector<Bank*>& banks);
    std::vector<RamSegment> check(target* owner, const xspi_image& image);
    std::vector<xspi_bank_range> bank_ranges(target* owner) const;
    std::vector<Bank*> take_work(target* owner);
    void load_ram(target* owner, std::span<const RamSegment> segments);
    OpenJournal keep_test_area(Bank& bank, std::uint32_t area);
    void program_now(Bank& bank, bool allow_erase);
    void program(const std::vector<Bank*>& banks, bool allow_erase);
    void publish_geometry(Bank& bank);
    CoreState& look_at_core(target* owner, TargetPort& target);
    static void tell_about_clocks(CoreState& core, TargetPort& target);
    Bank* bank_at(target* owner, std::uint32_t address);
    Bank* window_at(target* owner, std::uint32_t address); // of an external chip

    std::unique_ptr<BoardFile> board_;
    std::vector<std::unique_ptr<Bank>> banks_;
    std::map<target*, CoreState> cores_;
    std::int64_t say_unreadable_from_ms_ = 0;
    bool hooks_ = false;
    bool atomic_ = true;
    JournalKeeper journal_;
    Changes changes_; // of the job that is carried out
    Job job_;         // one for all targets: OpenOCD does one command at a time
};

} // namespace xspi
