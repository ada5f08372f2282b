// What an .ioc says of the clock of a flash, and of its size.
#pragma once
#include "openocd-driver/board-from/board-draft.hpp"
#include "openocd-driver/board-from/ioc-file.hpp"

#include <string>

namespace xspi {

// Kernel clock and prescaler, or `?` where one is not in the file: CubeMX leaves out what is its default, and
// defaults differ between its versions.
DraftFact clock_fact(const IocFile& ioc, const std::string& controller);

// "8 MiB by QUADSPI.FlashSize=23-1"; empty: nothing is said, or only the largest value there is.
std::string size_remark(const IocFile& ioc, const std::string& controller);

} // namespace xspi
