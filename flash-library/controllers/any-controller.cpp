#include "flash-library/controllers/any-controller.hpp"
#include "flash-library/controllers/quadspi/quadspi-encoding.hpp"
#include "flash-library/controllers/spi/spi-encoding.hpp"
#include "flash-library/controllers/spi/spi-v2-encoding.hpp"
#include "flash-library/controllers/xspi/xspi-encoding.hpp"

namespace xspi {

ControllerSettings controller_settings(const NorSetup& setup) {
    switch (setup.kind) {
    case ControllerKind::Xspi: break;
    case ControllerKind::QuadSpi: return quadspi::settings(setup);
    case ControllerKind::Spi: return spi::settings(setup);
    case ControllerKind::SpiV2: return spi_v2::settings(setup);
    }
    return xspi_settings(setup);
}

} // namespace xspi
