// Asks a chip which layout of its sector map is in use. Port as in chip-finding.hpp.
#pragma once
#include "flash-library/chips/vocabulary.hpp"
#include "flash-library/sfdp/sector-map.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace xspi {

// For describe_chip(); nothing where the chip has one layout only, does not say how it is asked (Infineon
// leaves the dummy cycles of 65h open), or answers with a layout that the map does not have. The chip was
// reset: it is in 1S-1S-1S and takes three address bytes.
template <typename Port> std::optional<std::uint8_t> layout_in_use(Port& port, const SectorMap& map) {
    const auto read = [&port](const SectorMapDetection& detection, std::uint8_t& byte) {
        Command command = plain_command(Mode::Spi, detection.opcode);
        command.address_bytes = detection.current_address_bytes ? 3 : detection.address_bytes;
        if (command.address_bytes != 0) command.address_phase = command.opcode_phase;
        command.data_phase = command.opcode_phase;
        command.dummy_cycles = detection.dummy_cycles;
        return port.read(command, detection.address, std::span(&byte, 1));
    };
    std::uint8_t id = 0;
    if (!detect_layout(map, read, id)) return std::nullopt;
    return id;
}

} // namespace xspi
