// Exception entry, return and escalation, as DDI0403 B1.5 describes them.
#pragma once
#include "core/bus-map.hpp"
#include "cpu/core-costs.hpp"
#include "cpu/engine.hpp"
#include "cpu/nvic.hpp"
#include "cpu/system-control.hpp"

#include <cstdint>
#include <optional>
#include <utility>

namespace vb {

class Exceptions {
  public:
    Exceptions(Engine& engine, const BusMap& bus, Nvic& nvic, SystemControl& system, const CoreCosts& costs)
        : engine_(engine), bus_(bus), nvic_(nvic), system_(system), costs_(costs) {}

    // Urgency of what runs now, masks included: -2 .. 256.
    int execution_priority() const;
    // The pending exception that would preempt now.
    std::optional<unsigned> preempting() const;
    // Would one preempt if PRIMASK were clear? That is what ends WFI.
    bool wakes() const;

    enum class Outcome { Taken, Lockup };
    // A synchronous exception (fault, SVC): enters it, or HardFault in its place, or reports lockup.
    // `return_address`: what the handler finds stacked.
    Outcome raise(unsigned exception, std::uint32_t return_address);
    // Preemption by a pending exception.
    Outcome enter(unsigned exception, std::uint32_t return_address);
    // EXC_RETURN was loaded into PC.
    Outcome leave(std::uint32_t exc_return);

    unsigned last_entered() const { return last_entered_; }
    // An exception entry or return sets the event register that WFE looks at.
    bool take_event() { return std::exchange(event_, false); }

  private:
    int boosted_priority(bool with_primask) const;
    bool push_frame(std::uint32_t return_address, std::uint32_t& exc_return);
    bool pop_frame(std::uint32_t exc_return);
    bool return_is_legal(std::uint32_t exc_return) const;
    Outcome invalid_return(std::uint32_t exc_return);
    bool store(std::uint32_t address, std::uint32_t value);
    bool load(std::uint32_t address, std::uint32_t& value);

    Engine& engine_;
    const BusMap& bus_;
    Nvic& nvic_;
    SystemControl& system_;
    const CoreCosts& costs_;
    unsigned last_entered_ = 0;
    bool event_ = false;
};

} // namespace vb
