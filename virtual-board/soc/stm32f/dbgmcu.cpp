#include "soc/stm32f/dbgmcu.hpp"

#include <utility>

namespace vb::stm32f {

namespace {
enum Offset : std::uint32_t { IDCODE = 0x0, CR = 0x4, APB1_FZ = 0x8, APB2_FZ = 0xC };
// docs/hardware/stm32f7.md, debug. Freeze bits of peripherals that a part lacks only read 0: debuggers write
// the same to all of them.
constexpr RegisterSpec kMap[] = {
    {IDCODE, "IDCODE", 0, 0, 0xFFFFFFFF},
    {CR, "CR", 0, 0x000000E7},
    {APB1_FZ, "APB1_FZ", 0, 0x07E03FFF},
    {APB2_FZ, "APB2_FZ", 0, 0x00070003},
};
constexpr std::uint32_t kIwdgStop = 1u << 12;
} // namespace

Dbgmcu::Dbgmcu(const DbgmcuKind& kind, Violations& violations, std::function<Picoseconds()> halted_time)
    : PeripheralRegisters("DBGMCU", kMap, violations), idcode_(kind.idcode), absent_apb1_(~kind.apb1),
      absent_apb2_(~kind.apb2), halted_time_(std::move(halted_time)) {
    set(IDCODE, idcode_);
}

bool Dbgmcu::store(std::uint32_t offset, std::uint32_t value, Master) {
    settle();
    if (offset == APB1_FZ) value &= ~absent_apb1_;
    if (offset == APB2_FZ) value &= ~absent_apb2_;
    keep(offset, value);
    return true;
}

void Dbgmcu::settle() {
    frozen_ = watchdog_frozen_time();
    settled_at_ = halted_time();
}

Picoseconds Dbgmcu::watchdog_frozen_time() const {
    return frozen_ + (peek(APB1_FZ) & kIwdgStop ? halted_time() - settled_at_ : 0);
}

void Dbgmcu::power_on() {
    settle();
    PeripheralRegisters::reset();
    set(IDCODE, idcode_);
}

} // namespace vb::stm32f
