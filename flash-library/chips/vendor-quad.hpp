// What a vendor's quad chips have in common and SFDP does not say, or older SFDP does not: how QE is set, and
// which opcode programs a page over four lines. Each vendor's facts lie in the vendor's own file.
#pragma once
#include "flash-library/chips/chip-identity.hpp"
#include "flash-library/sfdp/bfpt.hpp"

#include <cstdint>

namespace xspi {

struct VendorQuad {
    bool known = false;                       // `enable` holds for this vendor's chips without BFPT DWORD 15
    QuadEnable enable = QuadEnable::Reserved; // of those
    bool volatile_status = false;             // likewise: 50h before a status register write
    std::uint8_t program_opcode = 0;      // three address bytes; 0: none that is the same on all its chips
    bool program_address_on_four = false; // its address on four lines, too: 1S-4S-4S
    std::uint8_t four_byte_program = 0;   // with four address bytes, where no FF84h says; 6Ch, ECh go with it
    bool enable_forgets = false;          // QE is volatile, however it is written
};

VendorQuad winbond_quad();
VendorQuad gigadevice_quad(const ChipIdentity& chip);
VendorQuad macronix_quad();
VendorQuad micron_quad();
VendorQuad issi_quad();
VendorQuad microchip_quad();

// Nothing for other vendors: their chips are used over four lines as far as SFDP tells everything.
VendorQuad vendor_quad(const ChipIdentity& chip);

} // namespace xspi
