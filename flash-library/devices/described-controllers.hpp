// The register descriptions of a family: its controllers' in the order of their table, then the others.
#pragma once
#include "flash-library/controllers/quadspi/quadspi-description.hpp"
#include "flash-library/controllers/spi/spi-description.hpp"
#include "flash-library/devices/pin-table.hpp"

#include <array>
#include <cstddef>

namespace xspi {

// QUADSPI and SPI; XSPI's family describes its own.
constexpr PeripheralDescription described(const ControllerInstance& controller) {
    std::span<const RegisterDescription> registers = quadspi_description::kQuadSpi;
    if (controller.kind == ControllerKind::SpiV2) registers = spi_description::kSpiV2;
    if (controller.kind == ControllerKind::Spi) {
        registers = spi_description::kSpiF4;
        if ((controller.quirks & kQuirkSpiFifo) != 0) registers = spi_description::kSpiF7;
    }
    const RegisterBits& clock = controller.clock;
    return {controller.name, controller.registers, {clock.name, clock.address, clock.mask}, registers};
}

template <std::size_t N, std::size_t M> constexpr std::array<PeripheralDescription, N + M>
described_family(const std::array<ControllerInstance, N>& controllers,
                 const std::array<PeripheralDescription, M>& others) {
    std::array<PeripheralDescription, N + M> all{};
    for (std::size_t i = 0; i < N; ++i) all[i] = described(controllers[i]);
    for (std::size_t i = 0; i < M; ++i) all[N + i] = others[i];
    return all;
}

} // namespace xspi
