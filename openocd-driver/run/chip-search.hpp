// The chip over the agent, as flash-library/nor/chip-bring-up.hpp wants it: the agent's failures are
// exceptions.
#pragma once
#include "flash-library/chips/chip-finding.hpp"
#include "flash-library/chips/chip-identity.hpp"
#include "flash-library/chips/mode.hpp"
#include "flash-library/chips/sequence.hpp"
#include "flash-library/devices/flash-connection.hpp"
#include "openocd-driver/run/agent-flash.hpp"

#include <span>

namespace xspi {

// A register or identity read: `length` bytes from `address`.
agent::TransferRequest reading(const Command& command, std::uint32_t address, std::uint32_t length);
void run_sequence(AgentFlash& flash, const Sequence& sequence);
agent::Setup agent_setup(const FlashConnection& connection, const ChipVocabulary& chip,
                         std::uint32_t prescaler);

class ChipSearch {
  public:
    ChipSearch(AgentFlash& flash, const FlashConnection& connection)
        : flash_(flash), connection_(connection) {}

    // To its power-up state. The controller is configured for a chip that is not known.
    void recover();

    // The Port: always true, or an exception.
    bool read(const Command& command, std::uint32_t address, std::span<std::uint8_t> bytes);
    bool play(const Sequence& sequence);
    bool configure(const ChipVocabulary& chip, std::uint32_t prescaler);
    // False: silence.
    bool try_read(const Command& command, std::uint32_t address, std::span<std::uint8_t> bytes);

  private:
    AgentFlash& flash_;
    const FlashConnection& connection_;
};

} // namespace xspi
