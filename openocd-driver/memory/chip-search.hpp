// Finds the chip in whatever mode it is, brings it to 1S-1S-1S, and reads what it says about itself.
#pragma once
#include "flash-library/chips/chip-finding.hpp"
#include "flash-library/chips/chip-identity.hpp"
#include "flash-library/chips/mode.hpp"
#include "flash-library/chips/sequence.hpp"
#include "openocd-driver/run/agent-flash.hpp"

#include <span>
#include <vector>

namespace xspi {

// A register or identity read: `length` bytes from `address`.
agent::TransferRequest reading(const Command& command, std::uint32_t address, std::uint32_t length);
void run_sequence(AgentFlash& flash, const Sequence& sequence);

class ChipSearch {
  public:
    // lines: data lines of the board, 1, 4 or 8. The controller is configured for a chip that is not known.
    ChipSearch(AgentFlash& flash, unsigned lines) : flash_(flash), lines_(lines) {}

    // To its power-up state.
    void recover();
    // To 1S-1S-1S, asked for its id.
    FoundChip find();
    std::vector<std::uint8_t> sfdp();

    // The Port of chip-finding.hpp: always true, or an exception.
    bool read(const Command& command, std::uint32_t address, std::span<std::uint8_t> bytes);
    bool play(const Sequence& sequence);

  private:
    AgentFlash& flash_;
    unsigned lines_;
};

} // namespace xspi
