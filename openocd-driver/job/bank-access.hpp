// What can be done with one bank's memory at once, apart from any job. All of it throws Failure.
#pragma once
#include "openocd-driver/job/agent-run.hpp"

#include <functional>
#include <string>
#include <vector>

namespace xspi {

class BankAccess {
  public:
    explicit BankAccess(AgentRun& run) : run_(run) {}

    void probe(Bank& bank) { run_({&bank}, {}); } // and maps its window
    // OpenOCD is to know how many sectors there are: a chip that nobody named is asked now.
    void know_size(Bank& bank) {
        if (bank.memory->size() == 0) probe(bank);
    }
    // Of a chip that is not known yet OpenOCD has the window's sectors: the last of these is the chip's last.
    FlashRange up_to_the_end(Bank& bank, const FlashRange& range);
    std::vector<std::uint8_t> read(Bank& bank, std::uint32_t offset, std::uint32_t count);
    std::vector<bool> blank_sectors(Bank& bank, std::uint32_t sector_size, unsigned sectors);
    std::string info(Bank& bank);
    // Says what was done and how long it lasts.
    std::string protect(Bank& bank, const FlashRange& range, bool on);
    std::vector<bool> protected_sectors(Bank& bank, std::uint32_t sector_size, unsigned sectors);
    void limit_clock(Bank& bank, std::uint32_t hz);
    // For what needs no agent: the core is halted, and is the board's.
    void with_halted_core(const std::function<void(TargetPort&)>& work);
    void unmap(Bank& bank) { run_({&bank}, {}, AgentRun::Window::Closed); }
    void reset_chip(Bank& bank);
    // OpenOCD's image checksum. False: the range begins in no bank of ours.
    bool checksum(target* owner, std::uint32_t address, std::uint32_t count, std::uint32_t& result);

    // Another number: the agent or the core has run since.
    std::uint64_t runs() const { return run_.runs(); }

  private:
    AgentRun& run_;
};

} // namespace xspi
