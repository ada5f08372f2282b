// One transaction, or a sequence of them, over the controller: the Port of
// flash-library/nor/chip-bring-up.hpp.
#pragma once
#include "flash-library/chip-vocabulary.hpp"
#include "flash-library/chips/sequence.hpp"
#include "flash-library/core/timebase.hpp"
#include "flash-library/devices/flash-connection.hpp"
#include "flash-library/nor/nor-controller.hpp"

#include <cstdint>
#include <span>

namespace firmware {

// All outlive this object. false: the controller did not finish; its failure_status() says more.
class ChipPort {
  public:
    ChipPort(xspi::NorController& controller, const xspi::Timebase& timebase,
             const xspi::FlashConnection& connection)
        : controller_(controller), timebase_(timebase), connection_(connection) {}

    bool read(const xspi::Command& command, std::uint32_t address, std::span<std::uint8_t> bytes);
    bool try_read(const xspi::Command& command, std::uint32_t address, std::span<std::uint8_t> bytes) {
        return read(command, address, bytes);
    }
    bool play(const xspi::Sequence& sequence);
    bool configure(const xspi::ChipVocabulary& chip, std::uint32_t prescaler);

  private:
    bool play(const xspi::SequenceStep& step);

    xspi::NorController& controller_;
    const xspi::Timebase& timebase_;
    const xspi::FlashConnection& connection_;
};

} // namespace firmware
