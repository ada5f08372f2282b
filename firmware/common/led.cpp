#include "firmware/common/led.hpp"
#include "flash-library/core/mmio.hpp"
#include "flash-library/devices/stm32h7rs/registers.hpp"

namespace firmware {

using namespace xspi;
using namespace xspi::stm32h7rs;

void Led::start() const {
    if (!pin_.connected()) return;
    mmio_write32(RCC_AHB4ENR, mmio_read32(RCC_AHB4ENR) | kGpio.enable_bit(pin_.port));
    while ((mmio_read32(RCC_AHB4ENR) & kGpio.enable_bit(pin_.port)) == 0) {} // and the clock is there
    set(false);
    const std::uint32_t moder = kGpio.registers(pin_.port) + GPIO_MODER;
    mmio_write32(moder,
                 (mmio_read32(moder) & ~(3u << (2 * pin_.number))) | 1u << (2 * pin_.number)); // output
}

void Led::set(bool on) const {
    if (!pin_.connected()) return;
    mmio_write32(kGpio.registers(pin_.port) + GPIO_BSRR, 1u << (pin_.number + (on ? 0 : 16)));
}

void Led::toggle() const {
    if (!pin_.connected()) return;
    set((mmio_read32(kGpio.registers(pin_.port) + GPIO_ODR) >> pin_.number & 1) == 0);
}

} // namespace firmware
