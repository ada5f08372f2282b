#include "flash-library/controllers/status-register.hpp"

namespace xspi {

TransferResult wait_longer_for_status(const Timebase& timebase, std::uintptr_t sr_address,
                                      StatusCondition ready, std::uint32_t number, std::uint32_t& sr) {
    Deadline deadline(timebase, kStallUs);
    for (bool passed = false;; passed = deadline.passed()) {
        sr = mmio_read32(sr_address);
        if ((sr & status_register::TEF) != 0) return TransferResult::TransferError;
        if (ready(sr, number)) return TransferResult::Done;
        if (passed) return TransferResult::Timeout;
    }
}

} // namespace xspi
