// A flash memory of the target as the driver programs it: the external chip or the internal flash.
#pragma once
#include "openocd-driver/json-fwd.hpp"
#include "openocd-driver/plan/program-plan.hpp"
#include "openocd-driver/run/agent-flash.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace xspi {

class LentFlash;

// What tells this memory from others of the same microcontroller.
struct MemoryIdentity {
    std::string controller; // "XSPI2"; "FLASH" for the internal one
    std::string chip;       // JEDEC id, 6 hex digits
    std::string unique_id;  // of the chip, hex digits, where it has one
};

class FlashMemory {
  public:
    virtual ~FlashMemory() = default;
    virtual agent::Memory kind() const = 0;
    // Bytes, as far as it is known without touching the target; 0: not known yet.
    virtual std::uint32_t size() const = 0;
    virtual std::uint32_t sector_size() const = 0; // smallest erase block
    // The sector that erase requests for an offset are made of. sector_size() is known.
    virtual FlashRange block_at(std::uint32_t offset) const {
        return {offset / sector_size() * sector_size(), sector_size()};
    }
    // How far from its base addresses may belong to it: the window of an external chip.
    virtual std::uint32_t reach() const = 0;
    // Brings it to where digest, erase, program and read work. Throws Failure with the cause.
    virtual void prepare(AgentFlash& flash, TargetPort& target) = 0;
    // Once more, after the agent has worked on another memory of the same kind.
    virtual void select(AgentFlash&) {}
    // Both after prepare(). geometry: what a plan needs to know.
    virtual PlanGeometry geometry() const = 0;
    virtual MemoryIdentity identity() const = 0;
    virtual std::string describe() const = 0;
    virtual Json facts() const = 0; // the same for programs: size, chip, mode, times
    // Whether describe() speaks of what was found, not of what is expected.
    virtual bool identified() const { return true; }
    // Reads again, by the probe alone, what others than this driver's jobs may have changed of what facts()
    // says.
    virtual void refresh(TargetPort&) {}
    // The target ran or was reset: what was prepared may be gone.
    virtual void invalidate() {}
    // After prepare(): back to what it is when power comes. A memory without modes has nothing to do.
    virtual void enter_power_up_state(AgentFlash&) {}
    // A byte does not read as expected: why, if it is the reading that is wrong and not what the memory
    // holds. Empty: it is not, or that cannot be told.
    virtual std::string reading_fault(AgentFlash&, std::uint32_t /*address*/, std::uint8_t /*expected*/) {
        return {};
    }
    // One step of a plan, or a page of it, ahead of all others, where that shows whether the memory is what
    // it is taken for. Returns which step was carried out as a whole. Throws Failure XSPI-0432 or 0433, of
    // kind WrongChip, when what it changed is as it was.
    virtual std::optional<std::size_t> carry_out_first(AgentFlash&, const ProgramPlan&) { return {}; }
    // After a byte that does not hold what was written, as a sentence without an end.
    virtual std::string write_fault() const { return "A worn or protected block, or a supply that dips"; }
    // All four after prepare(). Throws Failure XSPI-0602 where the memory protects a part of `touched` from
    // erase and program, XSPI-0608 where it does and cannot be asked of which.
    virtual void require_writable(AgentFlash& flash, TargetPort& target,
                                  const std::vector<FlashRange>& touched) = 0;
    // The job is done: what was lifted of the chip's protection for it alone is put back.
    virtual void restore_protection(AgentFlash&) {}
    // Without asking it again; the other two do.
    virtual std::vector<FlashRange> known_protection() const { return {}; }
    virtual std::vector<FlashRange> protected_ranges(AgentFlash& flash, TargetPort& target) = 0;
    // Says what was done and how long it lasts. Throws Failure XSPI-060x.
    virtual std::string protect(AgentFlash& flash, TargetPort& target, const FlashRange& range, bool on) = 0;
    // Where OpenOCD's own driver erases and programs it, and the agent only reads; nullptr: the agent does
    // both.
    virtual LentFlash* lent() { return nullptr; }
    // Whether the times of its geometry are the chip's own.
    virtual bool knows_times() const { return true; }
    // Who serves it in the agent's place; nullptr: the agent does. preserve_ram: what it uses is put back.
    // The server lives no longer than memory and target.
    virtual std::unique_ptr<OtherServer> other_server(TargetPort&, bool /*preserve_ram*/) { return nullptr; }
    // Whether its server needs that RAM of the target; the agent's is known.
    virtual bool uses_ram(std::uint32_t /*address*/, std::uint32_t /*size*/) const { return false; }
    // Of the flash chip while programming, Hz; 0: has none. limit_clock: throws Failure XSPI-0407 to 0409.
    virtual std::uint32_t clock_hz() const { return 0; }
    virtual void limit_clock(TargetPort&, std::uint32_t) {}
    // Whether its controller can map it. What is not mapped is read through the agent alone, and never
    // executed.
    virtual bool mappable() const { return true; }
    // Whether its window stays mapped for execution when the agent ends.
    virtual bool leave_mapped() const { return false; }
};

} // namespace xspi
