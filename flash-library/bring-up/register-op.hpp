// A peripheral's bring-up as data: made by the host or at compile time, carried out on the target by
// run_register_ops() in bring-up/register-op.cpp (agent, bootloader and flash-test share it).
#pragma once
#include <cstddef>
#include <cstdint>

namespace xspi {

enum class RegisterOpKind : std::uint32_t {
    Modify = 0,    // *address = (*address & ~mask) | value
    Wait = 1,      // until (*address & mask) == value; TimedOut after timeout_us
    Delay = 2,     // timeout_us
    WriteOnly = 3, // *address = value (write-one-to-clear, keys, data that must not be read first)
    ModifyByte = 4 // Modify of one byte by byte accesses: its neighbours may be write-once (PWR_CSR2)
};

// Fixed layout: it crosses the probe.
struct RegisterOp {
    RegisterOpKind kind = RegisterOpKind::Modify;
    std::uint32_t address = 0;
    std::uint32_t mask = 0;
    std::uint32_t value = 0;
    std::uint32_t timeout_us = 0;
};
static_assert(sizeof(RegisterOp) == 20);

} // namespace xspi
