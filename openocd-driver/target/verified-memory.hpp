// The target's memory over a link that may damage what it carries: what is read is read twice, what is
// written is read back, and repeated where that does not fit.
#pragma once
#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/target-port.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace xspi {

// The end of every sentence about a link that damages data.
inline constexpr const char* kMendTheLink =
    "lower `adapter speed`, check the cable, its ground and the supply";

// Until two looks in a row agree, piece by piece. The core is halted, and the memory is RAM. Throws Failure
// XSPI-0201, and XSPI-0327 where no two looks agree.
void read_twice(TargetPort& target, std::uint32_t address, std::span<std::uint8_t> data);

struct RamDifference {
    std::uint32_t address;
    std::uint8_t wrote, found;
};
// Nothing: RAM holds it. Else the first byte that differs after several tries. Throws Failure XSPI-0201,
// 0202.
std::optional<RamDifference> write_and_compare(TargetPort& target, std::uint32_t address,
                                               std::span<const std::uint8_t> data);

} // namespace xspi
