// QuadSpiController's registers; private to its two source files.
#pragma once
#include "flash-library/controllers/quadspi/quadspi-controller.hpp"
#include "flash-library/controllers/quadspi/quadspi-registers.hpp"
#include "flash-library/core/mmio.hpp"

namespace xspi {

inline std::uint32_t QuadSpiController::get(std::uint32_t offset) const {
    return mmio_read32(base_ + offset);
}
inline void QuadSpiController::set(std::uint32_t offset, std::uint32_t value) const {
    mmio_write32(base_ + offset, value);
}

[[gnu::always_inline]] inline TransferResult QuadSpiController::wait(StatusCondition ready) {
    std::uint32_t sr = 0;
    const auto r = wait_for_status(*timebase_, base_ + registers::QUADSPI_SR, ready, 0, sr);
    return r == TransferResult::Done ? r : fail(r, sr);
}

} // namespace xspi
