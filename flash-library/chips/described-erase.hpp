// Erase types of a chip, and where each of them holds, from SFDP.
#pragma once
#include "flash-library/chips/chip-description.hpp"

#include <cstdint>
#include <optional>

namespace xspi {

// Fills erase, regions and region_count; chip.size is known. layout: as for describe_chip().
DescribeError take_erase_types(const SfdpTables& sfdp, std::optional<std::uint8_t> layout,
                               ChipDescription& chip);

} // namespace xspi
