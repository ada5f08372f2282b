// One transaction, or a sequence of them, over the controller: the Port of
// flash-library/chips/chip-finding.hpp.
#pragma once
#include "flash-library/chips/sequence.hpp"
#include "flash-library/core/timebase.hpp"
#include "flash-library/nor/nor-controller.hpp"

#include <cstdint>
#include <span>

namespace firmware {

// All outlive this object. false: the controller did not finish; its failure_status() says more.
class ChipPort {
  public:
    ChipPort(xspi::NorController& controller, const xspi::Timebase& timebase)
        : controller_(controller), timebase_(timebase) {}

    bool read(const xspi::Command& command, std::uint32_t address, std::span<std::uint8_t> bytes);
    bool play(const xspi::Sequence& sequence);

  private:
    bool play(const xspi::SequenceStep& step);

    xspi::NorController& controller_;
    const xspi::Timebase& timebase_;
};

} // namespace firmware
