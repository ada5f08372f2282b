// The board this firmware is built for: facts from its .cfg, by way of the header that board-header made.
#pragma once
#include BOARD_HEADER
#include "flash-library/devices/check-facts.hpp"

static_assert(xspi::check_facts(kFamily, kBoard).error == xspi::FactsError::None,
              "the board's facts are not possible: `xspi board` in OpenOCD says what is wrong");
