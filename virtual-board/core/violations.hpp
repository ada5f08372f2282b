// What the software under test did that real silicon would not have forgiven.
#pragma once
#include "core/time.hpp"

#include <functional>
#include <string>
#include <vector>

namespace vb {

struct Violation {
    Picoseconds time;
    std::uint32_t
        pc; // program counter of the core when it happened; the debugger's doings carry the halted PC
    std::string rule; // stable id such as "VB-XSPI-004"; docs/virtual-board-rules-*.md list id, source, test
    std::string what; // a sentence with the numbers in it, naming the register where one is concerned
};

class Violations {
  public:
    Violations(const Timeline& timeline, std::function<std::uint32_t()> pc)
        : timeline_(timeline), pc_(std::move(pc)) {}

    // Records one violation. The same rule with the same sentence is counted once per program counter.
    void report(std::string rule, std::string what);
    const std::vector<Violation>& all() const { return all_; }
    // Nothing is recorded any more: the supply is gone, and what comes is not the software's doing.
    void close() { closed_ = true; }

  private:
    const Timeline& timeline_;
    std::function<std::uint32_t()> pc_;
    std::vector<Violation> all_;
    bool closed_ = false;
};

} // namespace vb
