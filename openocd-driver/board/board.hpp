// The board that an OpenOCD serves: its facts, its microcontroller, and what that is a member of.
#pragma once
#include "flash-library/devices/families.hpp"

namespace xspi {

struct Board {
    const BoardFacts& facts;
    const Family& family;
    const Device& device;
};

struct BoardFlash : Board { // and one flash of it
    const FlashFacts& flash;
};

} // namespace xspi
