// The bring-up of QUADSPI or an SPI and its pins on STM32F4 and F7, as data, and how fast it may run. None
// has a multiplexer: QUADSPI's kernel clock is HCLK, an SPI's that of its APB.
#pragma once
#include "flash-library/bring-up/register-ops.hpp"
#include "flash-library/devices/family.hpp"
#include "flash-library/devices/flash-clock.hpp"
#include "flash-library/devices/flash-pins.hpp"
#include "flash-library/devices/stm32f/line.hpp"
#include "flash-library/devices/stm32f/registers.hpp"

#include <algorithm>

namespace xspi::stm32f {

// Where a flash hangs: which of a line's controllers, and what clocks it.
struct Port {
    const Line& line;
    const PinTable& pins;
    std::uint32_t quadspi_hz = 0;            // the pads' highest at full supply; 0: the line has no QUADSPI
    std::uint32_t quadspi_low_supply_hz = 0; // below 2.7 V

    constexpr const ControllerInstance& controller(const FlashFacts& flash) const {
        return *pins.controller(flash.controller);
    }
    constexpr std::uint32_t divider(const FlashFacts& flash, std::uint32_t core_hz) const {
        const ControllerInstance& c = controller(flash);
        if (!is_spi(c.kind)) return 1;
        return bus_divider(core_hz, c.clock.address == RCC_APB1ENR ? line.apb1_hz : line.apb2_hz);
    }
    constexpr std::uint32_t kernel_hz(const FlashFacts& flash, std::uint32_t core_hz) const {
        return core_hz / divider(flash, core_hz);
    }
    // An SPI divides its bus by two at least.
    constexpr std::uint32_t limit_hz(const FlashFacts& flash) const {
        const ControllerInstance& c = controller(flash);
        if (is_spi(c.kind)) return (c.clock.address == RCC_APB1ENR ? line.apb1_hz : line.apb2_hz) / 2;
        return flash.supply_mv >= kFullSupplyMv ? quadspi_hz : quadspi_low_supply_hz;
    }
    constexpr std::uint32_t allowed_hz(const FlashFacts& flash) const {
        return flash.clock_hz != 0 ? std::min(flash.clock_hz, limit_hz(flash)) : limit_hz(flash);
    }
    constexpr Division division(const FlashFacts& flash) const {
        return is_spi(controller(flash).kind) ? Division::PowerOfTwo : Division::Any;
    }

  private:
    static constexpr std::uint32_t kFullSupplyMv = 2'700;
};

// The agent's, after agent_clock_ops(): in a lower voltage scale all of it is slower.
constexpr FlashClock agent_flash_clock(const Port& port, const FlashFacts& flash) {
    return bus_flash_clock(port.kernel_hz(flash, port.line.scales[0].hz), port.allowed_hz(flash),
                           port.division(flash));
}

// The firmware's, after core_clock_ops(). Nothing has to be granted.
constexpr FlashClock firmware_flash_clock(const Port& port, const BoardFacts& board,
                                          const FlashFacts& flash) {
    const Division division = port.division(flash);
    FlashClock c =
        bus_flash_clock(port.kernel_hz(flash, core_hz(port.line, board)), port.allowed_hz(flash), division);
    c.spi_prescaler = std::max(prescaler_for(c.kernel_hz, kSpiPhaseMaxHz, division), c.prescaler);
    c.spi_hz = c.kernel_hz / (c.spi_prescaler + 1);
    return c;
}

constexpr SpeedGrant speed_grant(const Port& port, const FlashFacts& flash) {
    return {.without_hz = port.limit_hz(flash), .with_hz = port.limit_hz(flash)};
}

constexpr RegisterOps flash_port_ops(const Port& port, const FlashFacts& flash) {
    RegisterOps ops;
    const ControllerInstance& controller = port.controller(flash);
    flash_pin_ops(ops, port.pins, kGpio, flash);
    ops.enable_clock(controller.clock.address, controller.clock.mask);
    ops.modify(Step::ControllerReset, controller.reset.address, controller.reset.mask, controller.reset.mask);
    ops.delay(Step::ControllerReset, 1);
    ops.modify(Step::ControllerReset, controller.reset.address, controller.reset.mask, 0);
    return ops;
}

} // namespace xspi::stm32f
