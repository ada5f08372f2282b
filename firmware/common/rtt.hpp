// Text to the host through RAM: a control block as SEGGER's Real Time Transfer and OpenOCD's `rtt` know it.
// It lies at the start of DTCM, in bootloader and blinky alike (common/sections.ld):
//     rtt setup 0x20000000 2048 "SEGGER RTT"; rtt start; rtt server start 9090 0
#pragma once
#include <string_view>

namespace firmware::rtt {

// An empty block.
void start();
// The block that the bootloader left, with its text still unread; an empty one where there is none.
void resume();
// Whole or, when the host does not read and room is gone, not at all.
void write(std::string_view text);

} // namespace firmware::rtt
