// Carries out a list of RegisterOps: a peripheral's bring-up as data, in its order, stopping at the first
// Wait that runs out of time.
#pragma once
#include "flash-library/bring-up/register-op.hpp"
#include "flash-library/core/timebase.hpp"

#include <cstdint>
#include <span>

namespace xspi {

struct RegisterOpsResult {
    std::uint32_t failed = 0;     // index of the op that did not end well; the number of ops when all did
    std::uint32_t value = 0;      // the failed op's register as it was read last
    std::uint32_t elapsed_us = 0; // of the wait that failed
};

RegisterOpsResult run_register_ops(std::span<const RegisterOp> ops, const Timebase& timebase);

} // namespace xspi
