// The Flash Patch and Breakpoint unit. Version 2: breakpoints anywhere in the address space, no remapping.
// Version 1 (DDI0403 C1.11): halfwords below 0x20000000, and comparators for literals, which could remap.
#pragma once
#include "core/register-block.hpp"

#include <cstdint>
#include <vector>

namespace vb {

class Fpb final : public RegisterBlock {
  public:
    struct Kind {
        unsigned code, literals; // comparators
        unsigned version;
    };
    Fpb(Kind kind, CoreSignals& core) : kind_(kind), comparators_(kind.code + kind.literals), core_(core) {}
    void power_on();

    bool matches(std::uint32_t pc) const;
    // The nearest breakpoint above `pc`, or 0xFFFFFFFF.
    std::uint32_t next_above(std::uint32_t pc) const;
    // Increases when a breakpoint may have moved: fetch windows of before are stale.
    std::uint64_t version() const { return version_; }

    std::uint32_t read(std::uint32_t offset, Master master) override;
    void write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master master) override;

  private:
    // Calls visit(address) for each breakpoint that is set.
    template <typename Visit> void each_breakpoint(Visit visit) const;
    std::uint32_t control() const;
    std::uint32_t writable(unsigned n) const;

    Kind kind_;
    std::uint32_t remap_ = 0;
    bool enabled_ = false;
    std::vector<std::uint32_t> comparators_;
    CoreSignals& core_;
    std::uint64_t version_ = 0;
};

} // namespace vb
