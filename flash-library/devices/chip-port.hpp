// One transaction, or a sequence of them, over the controller on the target: the Port of
// flash-library/nor/chip-bring-up.hpp.
#pragma once
#include "flash-library/chip-vocabulary.hpp"
#include "flash-library/chips/sequence.hpp"
#include "flash-library/core/timebase.hpp"
#include "flash-library/devices/flash-connection.hpp"
#include "flash-library/nor/nor-controller.hpp"
#include "flash-library/nor/nor-observer.hpp"

#include <cstdint>
#include <span>

namespace xspi {

// All outlive this object. observer: beats while a chip takes its time, or nobody. false: the controller did
// not finish; its failure_status() says more.
class ChipPort {
  public:
    ChipPort(NorController& controller, const Timebase& timebase, const FlashConnection& connection,
             NorObserver* observer = nullptr)
        : controller_(controller), timebase_(timebase), connection_(connection), observer_(observer) {}

    bool read(const Command& command, std::uint32_t address, std::span<std::uint8_t> bytes);
    bool try_read(const Command& command, std::uint32_t address, std::span<std::uint8_t> bytes) {
        return read(command, address, bytes);
    }
    bool play(const Sequence& sequence);
    bool configure(const ChipVocabulary& chip, std::uint32_t prescaler);

  private:
    bool play(const SequenceStep& step);
    void pause(std::uint32_t us);
    bool wait_ready(std::uint32_t timeout_us);
    void beat() {
        if (observer_ != nullptr) observer_->beat();
    }

    NorController& controller_;
    const Timebase& timebase_;
    const FlashConnection& connection_;
    NorObserver* observer_;
};

} // namespace xspi
