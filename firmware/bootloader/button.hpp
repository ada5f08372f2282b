// The button that keeps an application from being started: the last one of the board's file. Its pull comes
// from inside, since boards rely on it.
#pragma once
#include "firmware/common/board.hpp"
#include "flash-library/core/mmio.hpp"

namespace firmware::button {

inline constexpr bool kThere = kBoard.button_count != 0;
// Without one PA0 stands here, which nothing touches: what is left out has to compile, too.
inline constexpr xspi::Button kButton =
    kThere ? kBoard.buttons[kBoard.button_count - 1] : xspi::Button{"", {'A', 0}, false};

// Early: a capacitor across it takes milliseconds to charge.
inline void start() {
    if constexpr (kThere) {
        constexpr xspi::GpioBlock kGpio = kFamily.gpio;
        constexpr std::uint32_t bit = xspi::GpioBlock::enable_bit(kButton.pin.port);
        constexpr std::uint32_t pull = kButton.active_high ? 2 : 1; // down, up
        constexpr unsigned shift = 2u * kButton.pin.number;
        const std::uint32_t registers = kGpio.registers(kButton.pin.port);
        xspi::mmio_write32(kGpio.enable, xspi::mmio_read32(kGpio.enable) | bit);
        while ((xspi::mmio_read32(kGpio.enable) & bit) == 0) {}
        const auto set = [&](std::uint32_t offset, std::uint32_t value) {
            const std::uint32_t address = registers + offset;
            xspi::mmio_write32(address, (xspi::mmio_read32(address) & ~(3u << shift)) | value << shift);
        };
        set(xspi::GPIO_PUPDR, pull);
        set(xspi::GPIO_MODER, 0); // input
    }
}

inline bool held() {
    if constexpr (!kThere) return false;
    constexpr xspi::GpioBlock kGpio = kFamily.gpio;
    const std::uint32_t levels = xspi::mmio_read32(kGpio.registers(kButton.pin.port) + xspi::GPIO_IDR);
    return (levels >> kButton.pin.number & 1) == (kButton.active_high ? 1u : 0u);
}

// As the application would find it after a reset.
inline void stop() {
    if constexpr (kThere) {
        constexpr xspi::GpioBlock kGpio = kFamily.gpio;
        constexpr unsigned shift = 2u * kButton.pin.number;
        const std::uint32_t registers = kGpio.registers(kButton.pin.port);
        xspi::mmio_write32(registers + xspi::GPIO_PUPDR,
                           xspi::mmio_read32(registers + xspi::GPIO_PUPDR) & ~(3u << shift));
        xspi::mmio_write32(registers + xspi::GPIO_MODER,
                           xspi::mmio_read32(registers + xspi::GPIO_MODER) | 3u << shift); // analog
    }
}

} // namespace firmware::button
