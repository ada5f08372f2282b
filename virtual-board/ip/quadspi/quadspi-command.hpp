// One command as CCR, AR and ABR describe it.
#pragma once
#include "ip/serial-command.hpp"

#include <cstdint>

namespace vb::quadspi {

struct Command : SerialCommand {
    bool dual = false; // CR.DFM: two flashes, each with half of the bytes

    struct Registers {
        std::uint32_t cr, ccr, ar, abr;
        bool instruction_sent; // CCR.SIOO: a command has carried it since CCR was written
    };
    static Command read_registers(const Registers& registers);

    unsigned flashes() const { return dual ? 2 : 1; }
    // Bytes moved in the smallest whole number of clocks.
    unsigned unit() const { return flashes(); }
    // Clocks for so many bytes on the bus, shared by the flashes.
    std::uint64_t clocks_for(std::uint64_t bytes) const { return data_clocks(bytes / flashes()); }
    bool only_data() const;
};

} // namespace vb::quadspi
