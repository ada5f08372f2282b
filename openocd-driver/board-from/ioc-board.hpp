// A board's file made of what an .ioc says.
#pragma once
#include "openocd-driver/board-from/board-draft.hpp"
#include "openocd-driver/board-from/ioc-file.hpp"

namespace xspi {

// Throws Failure XSPI-1212 to XSPI-1214 and XSPI-1217.
BoardDraft draft_from_ioc(const IocFile& ioc, const std::string& board);

} // namespace xspi
