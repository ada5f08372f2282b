// XspiController's registers and its wait on SR; private to its two source files.
#pragma once
#include "flash-library/controllers/status-register.hpp"
#include "flash-library/controllers/xspi/xspi-controller.hpp"
#include "flash-library/controllers/xspi/xspi-registers.hpp"
#include "flash-library/core/mmio.hpp"

namespace xspi {

inline std::uint32_t XspiController::get(std::uint32_t offset) const { return mmio_read32(base_ + offset); }
inline void XspiController::set(std::uint32_t offset, std::uint32_t value) const {
    mmio_write32(base_ + offset, value);
}

template <class Ready> TransferResult XspiController::wait_until(Ready ready, std::uint32_t& sr) {
    const auto look = [this] { return get(registers::XSPI_SR); };
    const auto r = wait_for_status(*timebase_, look, ready, sr);
    return r == TransferResult::Done ? r : fail(r, sr);
}

} // namespace xspi
