// What an SPI sends of a Command before its data: bytes on MOSI. Pure.
#pragma once
#include "flash-library/controllers/phases.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace xspi {

struct SpiHeader {
    static constexpr std::size_t kMost = 1 + 4 + 1 + 31 / 8; // opcode, address, mode bits, dummy cycles
    std::array<std::uint8_t, kMost> bytes{};
    std::uint32_t count = 0;
    constexpr void add(std::uint8_t byte) { bytes[count++] = byte; }
    std::span<const std::uint8_t> span() const& { return {bytes.data(), count}; }
};

// One line, STR, and dummy cycles that are whole bytes. Addresses of one and two bytes are EEPROMs'.
constexpr bool spi_can(const Command& c) {
    const auto plain = [](const Phase& phase) { return phase.lines <= 1 && !phase.dtr; };
    return c.opcode_bytes == 1 && plain(c.opcode_phase) && plain(c.address_phase) && plain(c.data_phase) &&
           c.address_bytes <= 4 && c.dqs == 0 && c.dummy_cycles % 8 == 0 && c.dummy_cycles <= 31;
}

// What the chip does not look at is 1, as a line with a pull-up is: no mode byte of FFh asks for continuous
// reads.
constexpr SpiHeader spi_header(const Command& c, std::uint32_t address) {
    SpiHeader header;
    header.add(static_cast<std::uint8_t>(c.opcode));
    for (unsigned i = c.address_bytes; i > 0; --i)
        header.add(static_cast<std::uint8_t>(address >> (8 * (i - 1))));
    if (has_mode_bits(c)) header.add(static_cast<std::uint8_t>(c.mode_bits));
    for (unsigned i = 0; i < c.dummy_cycles / 8u; ++i) header.add(0xFF);
    return header;
}

} // namespace xspi
