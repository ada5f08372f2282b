// XspiController's one wait on SR; private to its two source files.
#pragma once
#include "flash-library/controllers/xspi/xspi-controller.hpp"
#include "flash-library/controllers/xspi/xspi-registers.hpp"
#include "flash-library/core/mmio.hpp"

namespace xspi {

inline std::uint32_t XspiController::get(std::uint32_t offset) const { return mmio_read32(base_ + offset); }
inline void XspiController::set(std::uint32_t offset, std::uint32_t value) const {
    mmio_write32(base_ + offset, value);
}

// Until ready(SR); `sr` is that SR. A transfer error ends it at once, kStallUs without becoming ready as a
// Timeout. The first look costs one register read: the deadline begins only when there is something to wait
// for.
template <class Ready> TransferResult XspiController::wait_until(Ready ready, std::uint32_t& sr) {
    using namespace registers;
    const auto error = [](std::uint32_t s) { return (s & XSPI_SR_TEF) != 0; };
    sr = get(XSPI_SR);
    if (!error(sr) && ready(sr)) return TransferResult::Done;
    Deadline deadline(*timebase_, kStallUs);
    for (bool passed = false;; passed = deadline.passed()) {
        sr = get(XSPI_SR);
        if (error(sr)) return fail(TransferResult::TransferError, sr);
        if (ready(sr)) return TransferResult::Done;
        if (passed) return fail(TransferResult::Timeout, sr);
    }
}

} // namespace xspi
