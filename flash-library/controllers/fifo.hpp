// Data through DR and the FIFO behind it, for QUADSPI, OCTOSPI and XSPI. By words; the last 1..3 bytes byte
// by byte. DR is touched only when the FIFO can take it: else the bus would stand still.
#pragma once
#include "flash-library/controllers/status-register.hpp"

#include <cstdint>
#include <span>

namespace xspi {

struct FifoPort {
    const Timebase& timebase;
    std::uintptr_t sr, dr; // addresses
    std::uint32_t bytes;   // that the FIFO holds
};

// Both return after anything but Done with the SR that said so.
//
// `length` bytes, as DLR says; what comes beyond the end of `data` (the second byte of a pair) is dropped.
TransferResult drain_fifo(const FifoPort& port, std::span<std::uint8_t> data, std::uint32_t length,
                          std::uint32_t& sr);
// `length` may be one more than there are data: the last byte goes out twice.
TransferResult fill_fifo(const FifoPort& port, std::span<const std::uint8_t> data, std::uint32_t length,
                         std::uint32_t& sr);

} // namespace xspi
