#include "soc/stm32h7/h7-dbgmcu.hpp"

#include <utility>

namespace vb {

namespace {
constexpr std::uint32_t kApb4Freeze = 0x054; // the same on all of them
}

H7Dbgmcu::H7Dbgmcu(std::span<const RegisterSpec> map, Violations& violations,
                   std::function<Picoseconds()> halted_time)
    : PeripheralRegisters("DBGMCU", map, violations), halted_time_(std::move(halted_time)) {}

bool H7Dbgmcu::store(std::uint32_t offset, std::uint32_t value, Master) {
    settle();
    keep(offset, value);
    return true;
}

void H7Dbgmcu::settle() {
    frozen_ = watchdog_frozen_time();
    settled_at_ = halted_time();
}

Picoseconds H7Dbgmcu::watchdog_frozen_time() const {
    return frozen_ + (freezes_watchdog() ? halted_time() - settled_at_ : 0);
}

bool H7Dbgmcu::freezes_watchdog() const { return peek(kApb4Freeze) >> 18 & 1; }

void H7Dbgmcu::power_on() {
    settle();
    PeripheralRegisters::reset();
}

} // namespace vb
