// What a controller's configure() sets for all commands, as it has to be found later: where a bit does not
// hold, no command does what it should. For whoever asks why a chip does not answer.
#pragma once
#include "flash-library/controllers/quadspi/quadspi-encoding.hpp"
#include "flash-library/controllers/xspi/xspi-encoding.hpp"

#include <array>

namespace xspi {

struct ControllerSetting {
    const char* name; // of the register
    std::uint32_t address, mask, value;
};

constexpr std::array<ControllerSetting, 2> controller_settings(const NorSetup& setup) {
    using namespace registers;
    const std::uint32_t base = setup.controller_base;
    if (setup.kind == ControllerKind::QuadSpi)
        return {
            {{"QUADSPI_CR", base + QUADSPI_CR, ~(QUADSPI_CR_ABORT | QUADSPI_CR_SSHIFT), quadspi::cr(setup)},
             {"QUADSPI_DCR", base + QUADSPI_DCR, ~0u, quadspi::dcr(setup)}}};
    return {{{"XSPI_CR", base + XSPI_CR, ~(XSPI_CR_ABORT | XSPI_CR_FMODE), cr(setup)},
             {"XSPI_DCR1", base + XSPI_DCR1, ~0u, dcr1(setup)}}};
}

// Whether the registers are so now.
bool holds(const NorSetup& setup);

} // namespace xspi
