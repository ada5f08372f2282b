#include "flash-library/bring-up/register-op.hpp"
#include "flash-library/bring-up/run-register-ops.hpp"
#include "flash-library/core/mmio.hpp"

namespace xspi {

namespace {
void modify(const RegisterOp& op) {
    mmio_write32(op.address, (mmio_read32(op.address) & ~op.mask) | op.value);
}

void modify_byte(const RegisterOp& op) {
    mmio_write8(op.address, static_cast<std::uint8_t>((mmio_read8(op.address) & ~op.mask) | op.value));
}

// Looks once more after the deadline: a core that was held up meanwhile must not fail a register that is
// ready.
bool wait(const RegisterOp& op, const Timebase& timebase, RegisterOpsResult& result) {
    Deadline deadline(timebase, op.timeout_us);
    for (bool passed = false;; passed = deadline.passed()) {
        result.value = mmio_read32(op.address);
        if ((result.value & op.mask) == op.value) return true;
        if (passed) break;
    }
    result.elapsed_us = deadline.elapsed_us();
    return false;
}

bool run(const RegisterOp& op, const Timebase& timebase, RegisterOpsResult& result) {
    switch (op.kind) {
    case RegisterOpKind::Modify: modify(op); return true;
    case RegisterOpKind::Wait: return wait(op, timebase, result);
    case RegisterOpKind::Delay: timebase.delay_us(op.timeout_us); return true;
    case RegisterOpKind::WriteOnly: mmio_write32(op.address, op.value); return true;
    case RegisterOpKind::ModifyByte: modify_byte(op); return true;
    }
    return false; // a kind this executor does not know fails the list where it stands
}
} // namespace

RegisterOpsResult run_register_ops(std::span<const RegisterOp> ops, const Timebase& timebase) {
    RegisterOpsResult result;
    for (const RegisterOp& op : ops) {
        if (!run(op, timebase, result)) break;
        // A peripheral behind another bridge must have seen this write before the next one depends on it (RCC
        // enable, then the peripheral's first register).
        mmio_barrier();
        ++result.failed;
    }
    return result;
}

} // namespace xspi
