// Halting debug of the core: DHCSR, DCRSR, DCRDR, DEMCR and DFSR.
#pragma once
#include "core/register-block.hpp"
#include "cpu/engine.hpp"

#include <cstdint>
#include <functional>
#include <utility>

namespace vb {

enum DebugFaultStatus : std::uint32_t {
    kDfsrHalted = 1,
    kDfsrBkpt = 2,
    kDfsrDwtTrap = 4,
    kDfsrVcatch = 8,
    kDfsrExternal = 16
};

// What of the core's state DHCSR shows.
struct CoreStatus {
    bool halted = false, sleeping = false, locked_up = false, in_reset = false;
};

class CoreDebug final : public RegisterBlock {
  public:
    CoreDebug(Engine& engine, CoreSignals& core, std::function<CoreStatus()> status,
              std::function<void()> trace_changed)
        : engine_(engine), core_(core), status_(std::move(status)), trace_changed_(std::move(trace_changed)) {
    }
    void power_on();
    void core_was_reset();

    bool enabled() const { return control_ & 1; } // C_DEBUGEN
    bool halt_wanted() const { return (control_ & 3) == 3; }
    bool step_wanted() const { return (control_ & 5) == 5; }
    bool interrupts_masked() const { return (control_ & 9) == 9; }
    bool trace_enabled() const { return demcr_ >> 24 & 1; }
    bool monitor_enabled() const { return demcr_ >> 16 & 1; }
    bool catches_reset() const { return enabled() && (demcr_ & 1); }
    // Does a vector catch stop at this exception's handler? `status` are the CFSR bits that led there.
    bool catches(unsigned exception, std::uint32_t status) const;

    void halted(std::uint32_t reason) {
        control_ |= 2;
        dfsr_ |= reason;
    }
    void note_event(std::uint32_t reason) { dfsr_ |= reason; }

    std::uint32_t read(std::uint32_t offset, Master master) override;
    void write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master master) override;

  private:
    std::uint32_t status_word();
    void write_control(std::uint32_t value, Master master);
    void transfer_register(std::uint32_t selector);
    std::uint32_t read_register(unsigned number) const;
    void write_register(unsigned number, std::uint32_t value);

    Engine& engine_;
    CoreSignals& core_;
    std::function<CoreStatus()> status_;
    std::function<void()> trace_changed_;
    std::uint32_t control_ = 0, data_ = 0, demcr_ = 0, dfsr_ = 0;
    bool was_reset_ = false;
    std::uint64_t retired_at_ = 0; // instruction count when S_RETIRE_ST was last read
};

} // namespace vb
