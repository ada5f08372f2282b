// A test board whose core is a Cortex-M4, as an STM32F407 has it.
#pragma once
#include "tests/unit/virtual-board/cpu/test-board.hpp"

namespace test {

inline vb::MachineConfig cortex_m4() {
    vb::MachineConfig config;
    config.core = vb::CoreKind::CortexM4;
    config.dpidr = 0x2BA01477;
    config.cpuid = 0x410FC241;
    config.irq_lines = 82;
    config.fpb_comparators = 6;
    config.mpu_regions = 8;
    config.double_precision = false;
    config.processor_rom = {0x411, 0x020, 0};
    config.access_ports = {{0, 0xE00FF000, vb::MachineConfig::AccessPort::Bus::Core, 0x24770011}};
    return config;
}

} // namespace test
