#include "flash-library/chips/vendor-quad.hpp"

namespace xspi {

VendorQuad vendor_quad(const ChipIdentity& chip) {
    switch (chip.made_by()) {
    case Manufacturer::Winbond: return winbond_quad();
    case Manufacturer::GigaDevice: return gigadevice_quad(chip);
    case Manufacturer::Macronix: return macronix_quad();
    case Manufacturer::Micron: return micron_quad();
    case Manufacturer::Issi: return issi_quad();
    case Manufacturer::Microchip: return microchip_quad();
    default: return {};
    }
}

} // namespace xspi
