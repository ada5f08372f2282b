// Progress of long work: one line that updates on a terminal, a few lines otherwise.
#pragma once
#include "openocd-driver/target/target-port.hpp"

#include <cstdint>
#include <string>

namespace xspi {

class ProgressLine {
  public:
    ProgressLine(std::string name, TargetPort& target);
    ~ProgressLine() { end(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    void show(std::uint64_t done, std::uint64_t total);
    void end();

  private:
    std::string name_;
    TargetPort& target_;
    std::int64_t shown_at_;
    unsigned shown_percent_ = 0;
    bool terminal_;
    bool open_ = false;
};

} // namespace xspi
