#include "soc/stm32f/syscfg.hpp"

namespace vb::stm32f {
using namespace syscfg;

namespace {
constexpr std::uint32_t CMP_PD = 1u << 0, READY = 1u << 8;
constexpr Picoseconds kCellSettles = 50 * kPerMicrosecond; // not published: assumed
} // namespace

Syscfg::Syscfg(Timeline& timeline, Violations& violations, SyscfgKind kind)
    : PeripheralRegisters("SYSCFG", kind.map, violations), timeline_(timeline) {}

void Syscfg::reset() {
    PeripheralRegisters::reset();
    follow_cell(0);
    set(MEMRMP, reset_remap_);
    if (remapped_) remapped_();
}

bool Syscfg::store(std::uint32_t offset, std::uint32_t value, Master) {
    const std::uint32_t old = peek(offset);
    keep(offset, value);
    if (offset == CMPCR) follow_cell(peek(CMPCR));
    if (offset == MEMRMP && peek(MEMRMP) != old && remapped_) remapped_();
    return true;
}

void Syscfg::follow_cell(std::uint32_t value) {
    if (settling_) timeline_.cancel(*settling_);
    settling_.reset();
    if (!(value & CMP_PD)) return set_bits(CMPCR, READY, false);
    settling_ = timeline_.schedule_in(kCellSettles, [this] {
        settling_.reset();
        set_bits(CMPCR, READY, true);
    });
}

} // namespace vb::stm32f
