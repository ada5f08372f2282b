// What one OpenOCD has of ours: the board and its banks, and all that is done with them.
#pragma once
#include "openocd-driver/debugger/debugging.hpp"
#include "openocd-driver/driver.hpp"
#include "openocd-driver/job/agent-run.hpp"
#include "openocd-driver/job/bank-access.hpp"
#include "openocd-driver/job/job.hpp"
#include "openocd-driver/journal/keeper.hpp"
#include "openocd-driver/run/core-watch.hpp"

namespace xspi {

struct Programmer {
    Driver driver;
    CoreWatch cores;
    JournalKeeper journal;
    AgentRun run{
        driver, cores,
        [this](Bank& bank, AgentFlash& flash, TargetPort& target) { journal.take_back(bank, flash, target); },
        [this] { journal.put_back_lent(); }};
    Job job{run, journal};
    BankAccess access{run};
    Debugging debugging{driver, access, cores};

    Programmer() = default;
    Programmer(const Programmer&) = delete;
    Programmer& operator=(const Programmer&) = delete;
};

} // namespace xspi
