// QuadSpiController's registers and its wait on SR; private to its two source files.
#pragma once
#include "flash-library/controllers/quadspi/quadspi-controller.hpp"
#include "flash-library/controllers/quadspi/quadspi-registers.hpp"
#include "flash-library/controllers/status-register.hpp"
#include "flash-library/core/mmio.hpp"

namespace xspi {

inline std::uint32_t QuadSpiController::get(std::uint32_t offset) const {
    return mmio_read32(base_ + offset);
}
inline void QuadSpiController::set(std::uint32_t offset, std::uint32_t value) const {
    mmio_write32(base_ + offset, value);
}

template <class Ready> TransferResult QuadSpiController::wait_until(Ready ready, std::uint32_t& sr) {
    const auto look = [this] { return get(registers::QUADSPI_SR); };
    const auto r = wait_for_status(*timebase_, look, ready, sr);
    return r == TransferResult::Done ? r : fail(r, sr);
}

} // namespace xspi
