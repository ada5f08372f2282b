// From a chip in any state to one that is known and in its own mode: the bootloader's way to memory that code
// executes from, and the flash-test's way to the chip. The way itself is flash-library's; here are its words.
#pragma once
#include "firmware/common/text.hpp"
#include "flash-library/core/timebase.hpp"
#include "flash-library/devices/chip-port.hpp"
#include "flash-library/devices/flash-clock.hpp"
#include "flash-library/devices/flash-connection.hpp"
#include "flash-library/nor/chip-bring-up.hpp"
#include "flash-library/nor/nor-controller.hpp"

#include <cstdint>
#include <span>

namespace firmware {

using xspi::BringUpError;

class FlashBringUp {
  public:
    // The port is up (flash_port_ops with `clock`). All outlive this object. supply_mv: of the chip.
    FlashBringUp(xspi::NorController& controller, const xspi::Timebase& timebase,
                 const xspi::FlashConnection& connection, const xspi::FlashClock& clock,
                 std::uint32_t supply_mv = 0);

    // Every step: None, or an error whose sentence() says what was found.
    BringUpError find();           // to 1S-1S-1S, identified and described
    BringUpError enter_best();     // from 1S-1S-1S to the best mode that lines and chip have
    BringUpError enter_single();   // stays in 1S-1S-1S, at the clock that identified it
    BringUpError back_to_single(); // from whatever it is in, by software reset
    BringUpError map();
    // All of it: found, in the best mode that lines and chip have, mapped.
    BringUpError run();

    const xspi::ChipDescription& chip() const { return chip_.chip(); }
    const xspi::ChipVocabulary& vocabulary() const { return chip_.vocabulary(); } // in mode()
    xspi::Mode mode() const { return chip_.mode(); }
    std::uint32_t prescaler() const { return chip_.prescaler(); }
    std::uint32_t hz() const { return chip_.hz(); }
    std::span<const std::uint8_t> sfdp() const; // as it was read by find()
    const Text& sentence() const { return sentence_; }
    // What the user should know although it works: the chip was changed for good, or is used over one line
    // although there are four. Empty: nothing.
    Text notice() const;

  private:
    BringUpError fail(BringUpError error, const Text& sentence);
    BringUpError explain(const xspi::BringUpProblem& problem);
    BringUpError identify();
    BringUpError stalled(std::string_view what);
    BringUpError fast_mode(const xspi::BringUpProblem& problem);

    xspi::NorController& controller_;
    const xspi::Timebase& timebase_;
    xspi::ChipPort port_;
    xspi::ChipBringUp<xspi::ChipPort> chip_;
    Text sentence_;
};

} // namespace firmware
