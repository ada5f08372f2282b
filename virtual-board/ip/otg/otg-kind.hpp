// What differs between the instances of the OTG core: identity, endpoints, FIFO RAM, transceiver.
#pragma once
#include "ip/peripheral-registers.hpp"

namespace vb {

struct OtgKind {
    std::span<const RegisterSpec> map;
    unsigned endpoints;  // with endpoint 0, in each direction
    unsigned fifo_words; // of the RAM that all FIFOs share
    bool high_speed_phy; // UTMI+, of its own pins; else the full-speed transceiver
};

// STM32H742, 743, 750, 753: OTG_HS and OTG_FS are twins; no ULPI PHY is modelled.
const OtgKind& h74x_otg();
const OtgKind& h7rs_otg_hs();
const OtgKind& h7rs_otg_fs();

} // namespace vb
