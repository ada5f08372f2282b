#include "ip/spi/spi-peripheral.hpp"

#include <utility>

namespace vb {

SpiPeripheral::SpiPeripheral(std::span<const RegisterSpec> map, Timeline& timeline, Violations& violations,
                             const Pads& pads, InterruptLines& interrupts, SpiWiring wiring)
    : PeripheralRegisters(wiring.name, map, violations), timeline_(timeline), interrupts_(interrupts),
      wiring_(std::move(wiring)), bus_(wiring_.name, pads, violations, wiring_.limits) {
    gate(wiring_.clocked, wiring_.enable_bit);
}

SpiPeripheral::~SpiPeripheral() {
    if (event_) timeline_.cancel(*event_);
}

void SpiPeripheral::pads_changed() {
    advance();
    bus_.update(now());
    settle();
}

void SpiPeripheral::advance() {
    while (bus_.running() && bus_.ends_at() <= now()) {
        const Picoseconds at = bus_.ends_at();
        frame_done(bus_.end(), at);
    }
}

void SpiPeripheral::settle() {
    if (const bool level = interrupt(); std::exchange(line_, level) != level)
        interrupts_.set_line(wiring_.irq, level);
    const bool armed = event_ && bus_.running() && event_->first == bus_.ends_at();
    if (armed) return;
    if (event_) timeline_.cancel(*event_);
    event_.reset();
    if (!bus_.running()) return;
    event_ = timeline_.schedule(bus_.ends_at(), [this] {
        event_.reset();
        advance();
        settle();
    });
}

} // namespace vb
