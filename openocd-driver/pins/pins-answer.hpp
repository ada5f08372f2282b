// `xspi pins`: which pins of a microcontroller carry which signals of a serial memory.
#pragma once
#include "openocd-driver/answer.hpp"

#include <string>

namespace xspi {

struct PinsQuestion {
    std::string mcu;    // as people write it, see names.hpp
    std::string signal; // or a pin; empty: all
    std::string pin;    // empty, or the one that is to carry the signal
};

// Throws Failure XSPI-1201 to XSPI-1205.
Answer pins_answer(const PinsQuestion& question);

} // namespace xspi
