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
    // A read on several lines follows what was sent without a dummy cycle between.
    bool turns_at_once() const { return data_lines > 1 && dummy_cycles == 0; }
    // ... and is sampled while the controller still drives what it sent last: seen with an oscilloscope on an
    // STM32H743 at 2 MHz (stabilizer #101), and gone with SSHIFT.
    bool contends() const { return turns_at_once() && !sample_shift; }
};

} // namespace vb::quadspi
