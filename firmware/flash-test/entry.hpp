// What entry.cpp and the linker script (flash-test.ld) give to the rest.
#pragma once
#include "firmware/common/start.hpp"
#include "flash-library/flash-test/flash-test-block.hpp"

namespace firmware {

extern const VectorTable flash_test_vectors;
extern xspi::flash_test::Facts test_facts;     // the host may write them before the start
extern xspi::flash_test::Control test_control; // likewise, and `stop` any time
extern xspi::flash_test::Result test_result;   // the host reads it

[[noreturn]] void run_flash_test();           // once the stack is there and bss is cleared
void end_test(xspi::flash_test::State state); // the last that is written to test_result
[[noreturn]] void halt();                     // hands the core to the debugger

} // namespace firmware
