// What debuggers do with memory that is flash.
#pragma once
#include "openocd-driver/driver.hpp"
#include "openocd-driver/run/core-watch.hpp"

namespace xspi {

class Debugging {
  public:
    Debugging(Driver& driver, const CoreWatch& cores) : driver_(driver), cores_(cores) {}

    // Whether this is flash of ours, which takes no software breakpoint.
    bool in_flash(target* owner, std::uint32_t address) const;
    // Throws Failure XSPI-0542, 0545: the window of an external chip takes no writes.
    void check_write(target* owner, std::uint32_t address);
    // Logs where flash is, if a write failed that was not for RAM: gdb's `load` writes what is in no bank.
    void write_failed(target* owner, std::uint32_t address);
    // Logs why a read failed if it was in a window. Unless a command asked for it at most once a second: gdb
    // probes code again and again.
    void memory_unreadable(target* owner, std::uint32_t address, bool by_command, std::int64_t now_ms);

  private:
    Driver& driver_;
    const CoreWatch& cores_;
    std::int64_t say_unreadable_from_ms_ = 0;
};

} // namespace xspi
