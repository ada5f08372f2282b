// The Data Watchpoint and Trace unit: the cycle counter and four comparators.
#pragma once
#include "core/register-block.hpp"

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace vb {

class Dwt final : public RegisterBlock {
  public:
    // `traced`: DEMCR.TRCENA, which clocks the whole unit.
    // `lockable`: it has the CoreSight software lock.
    Dwt(unsigned comparators, bool lockable, CoreSignals& core, std::function<bool()> traced)
        : lockable_(lockable), comparators_(comparators), core_(core), traced_(std::move(traced)) {}
    void reset();
    void trace_changed() { settle(); }

    bool watches_data() const { return watches_data_; }
    bool matches_pc(std::uint32_t pc);
    std::uint32_t next_pc_above(std::uint32_t pc) const;
    bool matches_data(std::uint32_t address, unsigned size, bool write);
    std::uint64_t version() const { return version_; } // as Fpb's
    std::uint32_t pc_sample = 0xFFFFFFFF;              // DWT_PCSR; all ones while the core does not run

    std::uint32_t read(std::uint32_t offset, Master master) override;
    void write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master master) override;

  private:
    struct Comparator {
        std::uint32_t value = 0, ignored_bits = 0, function = 0;
        bool matched = false;
    };
    bool counting() const { return (control_ & 1) && counted_; }
    std::uint32_t count() const;
    void settle();
    void write_comparator(unsigned n, unsigned word, std::uint32_t value, std::uint32_t mask);

    std::uint32_t control_ = 0, counter_ = 0;
    std::uint64_t counter_from_ = 0; // core cycle at which counter_ was current
    const bool lockable_;
    bool counted_ = false, locked_ = true, watches_data_ = false;
    std::vector<Comparator> comparators_;
    CoreSignals& core_;
    std::function<bool()> traced_;
    std::uint64_t version_ = 0;
};

} // namespace vb
