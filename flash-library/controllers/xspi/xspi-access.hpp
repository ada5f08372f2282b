// XspiController's registers; private to its two source files.
#pragma once
#include "flash-library/controllers/xspi/xspi-controller.hpp"
#include "flash-library/controllers/xspi/xspi-registers.hpp"
#include "flash-library/core/mmio.hpp"

namespace xspi {

inline std::uint32_t XspiController::get(std::uint32_t offset) const { return mmio_read32(base_ + offset); }
inline void XspiController::set(std::uint32_t offset, std::uint32_t value) const {
    mmio_write32(base_ + offset, value);
}

} // namespace xspi
