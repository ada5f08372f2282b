// The figures as lines for people. Pure.
#pragma once
#include "firmware/common/text.hpp"
#include "flash-library/flash-test/flash-test-block.hpp"

namespace firmware {

inline constexpr unsigned kSpeedRows = 10;
// Line number `row`; empty: that figure was not taken.
Text speed_row(const xspi::flash_test::Figures& figures, unsigned row);

} // namespace firmware
