// Runs the flash-test on a bank's chip. What was known of core and chip counts no more afterwards.
#pragma once
#include "flash-library/flash-test/flash-test-block.hpp"
#include "openocd-driver/job/agent-run.hpp"
#include "openocd-driver/journal/keeper.hpp"

#include <string>

namespace xspi {

class FlashTestJob {
  public:
    FlashTestJob(AgentRun& run, JournalKeeper& journal) : run_(run), journal_(journal) {}
    // The flash-test that `image` is (of `file`) on the external bank's chip; area: offset in it, or
    // flash_test::kLastBlock. What it finds, good or bad. Throws Failure XSPI-080x.
    flash_test::Result run(Bank& bank, const std::string& file, const xspi_image& image, std::uint32_t area);

  private:
    OpenJournal keep_area(Bank& bank, std::uint32_t area);

    AgentRun& run_;
    JournalKeeper& journal_;
};

} // namespace xspi
