#include "firmware/common/led.hpp"
#include "firmware/common/board.hpp"
#include "flash-library/core/mmio.hpp"

namespace firmware {

using namespace xspi;

namespace {
constexpr GpioBlock kGpio = kFamily.gpio;
} // namespace

void Led::start() const {
    if (!pin_.connected()) return;
    mmio_write32(kGpio.enable, mmio_read32(kGpio.enable) | kGpio.enable_bit(pin_.port));
    while ((mmio_read32(kGpio.enable) & kGpio.enable_bit(pin_.port)) == 0) {} // and the clock is there
    set(false);
    const std::uint32_t moder = kGpio.registers(pin_.port) + GPIO_MODER;
    mmio_write32(moder,
                 (mmio_read32(moder) & ~(3u << (2 * pin_.number))) | 1u << (2 * pin_.number)); // output
}

void Led::set(bool on) const {
    if (!pin_.connected()) return;
    mmio_write32(kGpio.registers(pin_.port) + GPIO_BSRR, 1u << (pin_.number + (on == active_high_ ? 0 : 16)));
}

void Led::toggle() const {
    if (!pin_.connected()) return;
    const bool high = (mmio_read32(kGpio.registers(pin_.port) + GPIO_ODR) >> pin_.number & 1) != 0;
    set(high != active_high_);
}

} // namespace firmware
