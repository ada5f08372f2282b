// Registers on the private peripheral bus: words, written through a byte mask.
#pragma once
#include "core/bus.hpp"
#include "core/time.hpp"

#include <cstdint>

namespace vb {

class RegisterBlock {
  public:
    virtual ~RegisterBlock() = default;
    // Offsets are word aligned and count from the start of the block's 4 KiB page.
    virtual std::uint32_t read(std::uint32_t offset, Master master) = 0;
    // Only the bits of `mask` are written (byte and halfword stores); `value` is already in its lanes.
    virtual void write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master master) = 0;
};

inline std::uint32_t merge(std::uint32_t old, std::uint32_t value, std::uint32_t mask) {
    return (old & ~mask) | (value & mask);
}

// What a block asks of the core it belongs to.
class CoreSignals {
  public:
    virtual ~CoreSignals() = default;
    virtual void request_system_reset() = 0;
    virtual void request_core_reset() = 0; // of the core alone (AIRCR.VECTRESET)
    // Something changed that may stop, interrupt or re-time the core: look before the next instruction.
    virtual void attention() = 0;
    virtual void halt_request_changed() = 0;
    virtual unsigned current_exception() const = 0; // IPSR
    virtual std::uint64_t cycles() const = 0;       // CPU clocks so far; stands still while halted
    virtual Picoseconds time_of_cycle(std::uint64_t cycle) const = 0;
};

} // namespace vb
