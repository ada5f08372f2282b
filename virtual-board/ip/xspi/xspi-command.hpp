// One command as CCR, TCR, IR, AR and ABR describe it.
#pragma once
#include "ip/serial-command.hpp"

namespace vb::xspi {

using Phase = SerialPhase;

struct Command : SerialCommand {
    bool strobe = false;       // CCR.DQSE
    bool hold_quarter = false; // TCR.DHQC
    bool off_board = false;    // 16 lines, two chips, or IO15:8: none of them wired here

    // Registers in the order CCR, TCR, IR, AR, ABR; DCR1 for MTYP and CR for MSEL and DMM.
    struct Registers {
        std::uint32_t ccr, tcr, ir, ar, abr, dcr1, cr;
    };
    static Command read_registers(const Registers& registers);
};

} // namespace vb::xspi
