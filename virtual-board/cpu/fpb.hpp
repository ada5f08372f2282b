// The Flash Patch and Breakpoint unit, version 2: eight breakpoints anywhere in the address space, no
// remapping.
#pragma once
#include "core/register-block.hpp"

#include <cstdint>
#include <vector>

namespace vb {

class Fpb final : public RegisterBlock {
  public:
    Fpb(unsigned comparators, CoreSignals& core) : comparators_(comparators), core_(core) {}
    void power_on();

    bool matches(std::uint32_t pc) const;
    // The nearest breakpoint above `pc`, or 0xFFFFFFFF.
    std::uint32_t next_above(std::uint32_t pc) const;
    // Increases when a breakpoint may have moved: fetch windows of before are stale.
    std::uint64_t version() const { return version_; }

    std::uint32_t read(std::uint32_t offset, Master master) override;
    void write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master master) override;

  private:
    bool enabled_ = false;
    std::vector<std::uint32_t> comparators_;
    CoreSignals& core_;
    std::uint64_t version_ = 0;
};

} // namespace vb
