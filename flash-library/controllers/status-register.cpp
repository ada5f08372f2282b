#include "flash-library/controllers/status-register.hpp"
#include "flash-library/core/mmio.hpp"

namespace xspi {

TransferResult wait_for_status(const Timebase& timebase, std::uintptr_t sr_address, StatusCondition ready,
                               std::uint32_t number, std::uint32_t& sr) {
    const auto error = [](std::uint32_t s) { return (s & status_register::TEF) != 0; };
    sr = mmio_read32(sr_address);
    if (!error(sr) && ready(sr, number)) return TransferResult::Done;
    Deadline deadline(timebase, kStallUs);
    for (bool passed = false;; passed = deadline.passed()) {
        sr = mmio_read32(sr_address);
        if (error(sr)) return TransferResult::TransferError;
        if (ready(sr, number)) return TransferResult::Done;
        if (passed) return TransferResult::Timeout;
    }
}

} // namespace xspi
