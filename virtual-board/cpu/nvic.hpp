// Exceptions by number: which are enabled, pending, active, and how urgent; and the NVIC's registers.
#pragma once
#include "core/bus.hpp"
#include "core/register-block.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace vb {

enum ExceptionNumber : unsigned {
    kReset = 1,
    kNmi = 2,
    kHardFault = 3,
    kMemManage = 4,
    kBusFault = 5,
    kUsageFault = 6,
    kSvCall = 11,
    kDebugMonitor = 12,
    kPendSv = 14,
    kSysTick = 15,
    kFirstIrq = 16
};

class Nvic final : public RegisterBlock, public InterruptLines {
  public:
    static constexpr int kThreadPriority = 256; // nothing active, nothing masked

    Nvic(unsigned irq_lines, CoreSignals& core);
    void reset();

    void pend(unsigned exception);
    void unpend(unsigned exception);
    void enable(unsigned exception, bool on);
    void set_priority(unsigned exception, std::uint8_t value);
    void activate(unsigned exception);   // entry: pending becomes active
    void deactivate(unsigned exception); // return: a level that is still high pends again
    void deactivate_all();
    void set_priority_grouping(unsigned prigroup);
    void set_line(unsigned irq, bool level) override;
    // A pending exception has become enough for WFE to wake (SCR.SEVONPEND), enabled or not.
    bool take_pended_event() { return std::exchange(pended_, false); }

    bool pending(unsigned exception) const { return slots_[exception].pending; }
    bool active(unsigned exception) const { return slots_[exception].active; }
    bool enabled(unsigned exception) const { return slots_[exception].enabled; }
    std::uint8_t priority(unsigned exception) const { return slots_[exception].priority; }
    int group_priority(unsigned exception) const; // -2 NMI, -1 HardFault, else 0..255
    int group_of(std::uint8_t priority) const { return priority & group_mask_; }
    unsigned active_count() const;
    bool any_irq_pending() const;
    std::optional<unsigned> best_pending() const; // the most urgent that is enabled
    int active_priority() const;                  // of the most urgent active one
    unsigned lines() const { return unsigned(slots_.size()) - kFirstIrq; }

    std::uint32_t read(std::uint32_t offset, Master master) override;
    void write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master master) override;

  private:
    struct Slot {
        bool enabled = false, pending = false, active = false, line = false;
        std::uint8_t priority = 0;
    };
    template <typename Test> std::uint32_t collect(std::uint32_t offset, Test test) const;
    template <typename Action> void each(std::uint32_t offset, std::uint32_t bits, Action action);
    void changed();
    void refresh() const;

    std::vector<Slot> slots_;
    CoreSignals& core_;
    std::uint8_t group_mask_ = 0xFE;
    bool pended_ = false;
    mutable bool stale_ = true;
    mutable std::optional<unsigned> best_;
    mutable int active_priority_ = kThreadPriority;
};

} // namespace vb
