// What debuggers do with memory that is flash.
#pragma once
#include "openocd-driver/debugger/read-ahead.hpp"
#include "openocd-driver/driver.hpp"
#include "openocd-driver/job/bank-access.hpp"
#include "openocd-driver/run/core-watch.hpp"

namespace xspi {

class Debugging {
  public:
    Debugging(Driver& driver, BankAccess& access, const CoreWatch& cores)
        : driver_(driver), access_(access), cores_(cores) {}

    // Whether this is flash of ours, which takes no software breakpoint.
    bool in_flash(target* owner, std::uint32_t address) const;
    // Reads through the agent what no controller maps. False: it is not that, and the probe reads it. Throws
    // Failure XSPI-0712, 0548 and what a read of a bank throws.
    bool read(target* owner, std::uint32_t address, std::span<std::uint8_t> bytes);
    // Somebody wrote to the target: what was read before may be old.
    void forget_reads() { ahead_.forget(); }
    // Throws Failure XSPI-0547: nothing can be executed from such a flash.
    void check_execution(target* owner, std::uint32_t address) const;
    // Throws Failure XSPI-0542, 0545: the window of an external chip takes no writes.
    void check_write(target* owner, std::uint32_t address);
    // Logs where flash is, if a write failed that was not for RAM: gdb's `load` writes what is in no bank.
    void write_failed(target* owner, std::uint32_t address);
    // Logs why a read failed if it was in a window. Unless a command asked for it at most once a second: gdb
    // probes code again and again.
    void memory_unreadable(target* owner, std::uint32_t address, bool by_command, std::int64_t now_ms);

  private:
    Bank* unmapped_at(target* owner, std::uint32_t address) const;

    Driver& driver_;
    BankAccess& access_;
    const CoreWatch& cores_;
    std::int64_t say_unreadable_from_ms_ = 0;
    ReadAhead ahead_;
};

} // namespace xspi
