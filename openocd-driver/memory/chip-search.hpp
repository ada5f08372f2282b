// Finds the chip in whatever mode it is, brings it to 1S-1S-1S, and reads what it says about itself.
#pragma once
#include "flash-library/chips/chip-identity.hpp"
#include "flash-library/chips/mode.hpp"
#include "flash-library/chips/sequence.hpp"
#include "openocd-driver/agent/agent-flash.hpp"

#include <vector>

namespace xspi {

// A register or identity read: `length` bytes from `address`.
agent::TransferRequest reading(const Command& command, std::uint32_t address, std::uint32_t length);
agent::TransferRequest reading_identity(const Command& command);
ChipIdentity to_identity(const std::vector<std::uint8_t>& id);
void run_sequence(AgentFlash& flash, const Sequence& sequence);

// What the chip was doing when it was found; a reset ends it in the middle.
enum class Unfinished : std::uint8_t { Nothing, Busy, EraseSuspended, ProgramSuspended };

class ChipSearch {
  public:
    // lines: data lines of the board, 1, 4 or 8. The controller is configured for a chip that is not known.
    ChipSearch(AgentFlash& flash, unsigned lines) : flash_(flash), lines_(lines) {}

    // Before recover(): chips that answer as Macronix ones do, in any mode that the lines allow.
    Unfinished unfinished_work();
    void recover(Unfinished work = Unfinished::Nothing) {
        run_sequence(flash_, recover_to_spi(lines_, work != Unfinished::Nothing));
    }
    // After recover(). A chip whose power-up mode is an octal one is brought out of it; `powers_up_in` says
    // which it was. Not answered(): nothing is there.
    ChipIdentity identity(Mode& powers_up_in);
    std::vector<std::uint8_t> sfdp();

  private:
    ChipIdentity octal_identity(Mode mode);
    std::uint8_t octal_register(Mode mode, std::uint8_t opcode);
    std::uint8_t read_register(Mode mode, std::uint8_t opcode);
    Unfinished unfinished_in(Mode mode);

    AgentFlash& flash_;
    unsigned lines_;
};

} // namespace xspi
