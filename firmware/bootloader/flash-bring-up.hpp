// From a chip in any state to memory that code executes from.
#pragma once
#include "firmware/bootloader/report.hpp"
#include "flash-library/board/flash-clock.hpp"
#include "flash-library/chip-vocabulary.hpp"
#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/mode.hpp"
#include "flash-library/chips/sequence.hpp"
#include "flash-library/controllers/timebase.hpp"
#include "flash-library/controllers/xspi-controller.hpp"

#include <cstdint>
#include <span>

namespace firmware {

class FlashBringUp {
  public:
    // The port is up (flash_port_ops with `clock`).
    FlashBringUp(const xspi::Timebase& timebase, const xspi::FlashClock& clock);

    // None: the chip is mapped. Otherwise the sentence has been said.
    Reason run();

    const xspi::ChipDescription& chip() const { return chip_; }
    xspi::Mode mode() const { return mode_; }
    std::uint32_t hz() const { return hz_; }

  private:
    bool done(xspi::TransferResult result, std::string_view what);
    bool play(const xspi::Sequence& sequence, std::string_view what);
    bool play(const xspi::SequenceStep& step);
    Reason identify();
    bool read_id(const xspi::Command& command, xspi::ChipIdentity& identity);
    Reason read_sfdp(std::span<const std::uint8_t>& data);
    Reason describe();
    Reason enter_mode();
    Reason enter_octal();
    Reason enter_single();

    const xspi::Timebase& timebase_;
    const xspi::FlashClock& clock_;
    xspi::XspiController controller_;
    xspi::ChipDescription chip_;
    xspi::ChipVocabulary vocabulary_;
    xspi::Mode mode_ = xspi::Mode::Spi;
    std::uint32_t hz_ = 0;
};

} // namespace firmware
