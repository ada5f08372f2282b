// From a chip in any state to one that is known and in its own mode: the bootloader's way to memory that code
// executes from, and the flash-test's way to the chip.
#pragma once
#include "firmware/common/text.hpp"
#include "firmware/flash/chip-port.hpp"
#include "flash-library/chip-vocabulary.hpp"
#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/mode.hpp"
#include "flash-library/chips/sequence.hpp"
#include "flash-library/core/timebase.hpp"
#include "flash-library/devices/flash-clock.hpp"
#include "flash-library/devices/flash-connection.hpp"
#include "flash-library/nor/nor-controller.hpp"

#include <cstdint>
#include <span>

namespace firmware {

enum class BringUpError : std::uint8_t {
    None,
    Controller,  // the controller did not finish a transaction
    NoChip,      // nothing answers RDID
    UnknownChip, // no usable SFDP and in no table
    FastMode,    // the chip does not answer in the mode it was brought to
};

class FlashBringUp {
  public:
    // The port is up (flash_port_ops with `clock`). All outlive this object.
    FlashBringUp(xspi::NorController& controller, const xspi::Timebase& timebase,
                 const xspi::FlashConnection& connection, const xspi::FlashClock& clock);

    // Every step: None, or an error whose sentence() says what was found.
    BringUpError find();           // to 1S-1S-1S, identified and described
    BringUpError enter_octal();    // from 1S-1S-1S to 8D-8D-8D at the board's clock
    BringUpError enter_single();   // stays in 1S-1S-1S, at the clock that identified it
    BringUpError back_to_single(); // from whatever it is in, by software reset
    BringUpError map();
    // All of it: found, in the best mode that lines and chip have, mapped.
    BringUpError run();

    bool has_octal() const; // chip and lines
    const xspi::ChipDescription& chip() const { return chip_; }
    const xspi::ChipVocabulary& vocabulary() const { return vocabulary_; } // in mode()
    xspi::Mode mode() const { return mode_; }
    std::uint32_t prescaler() const { return prescaler_; }
    std::uint32_t hz() const { return hz_; }
    std::span<const std::uint8_t> sfdp() const; // as it was read by find()
    const Text& sentence() const { return sentence_; }

  private:
    BringUpError fail(BringUpError error, const Text& sentence);
    BringUpError stalled(std::string_view what);
    BringUpError play(const xspi::Sequence& sequence, std::string_view what);
    BringUpError configure(std::uint32_t prescaler, const xspi::ChipVocabulary& chip, std::string_view what);
    BringUpError identify();
    BringUpError read_sfdp();
    BringUpError describe();

    xspi::NorController& controller_;
    const xspi::Timebase& timebase_;
    const xspi::FlashConnection& connection_;
    const xspi::FlashClock& clock_;
    ChipPort port_;
    xspi::ChipDescription chip_;
    xspi::ChipVocabulary vocabulary_;
    xspi::Mode mode_ = xspi::Mode::Spi;
    std::uint32_t prescaler_ = 0;
    std::uint32_t hz_ = 0;
    Text sentence_;
};

} // namespace firmware
