#include "flash-library/controllers/controller-settings.hpp"
#include "flash-library/core/mmio.hpp"

namespace xspi {

bool holds(const ControllerSettings& settings) {
    for (const ControllerSetting& s : settings)
        if (((mmio_read32(s.address) ^ s.value) & s.mask) != 0) return false;
    return true;
}

} // namespace xspi
