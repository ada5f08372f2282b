// The chip as the test handles it: found, brought from mode to mode, read by commands and through the window,
// erased, programmed. Each function returns true, or has told the Verdict what went wrong.
#pragma once
#include "firmware/flash-test/report.hpp"
#include "firmware/flash-test/watch.hpp"
#include "firmware/flash/board-controller.hpp"
#include "firmware/flash/flash-bring-up.hpp"
#include "flash-library/core/window-guard.hpp"
#include "flash-library/nor/guarded-controller.hpp"
#include "flash-library/nor/nor-flash.hpp"

#include <cstdint>
#include <span>

namespace firmware {

class ChipUnderTest {
  public:
    // The port is up, with `clock`. Everything outlives this object.
    ChipUnderTest(const xspi::Timebase& timebase, const xspi::FlashConnection& connection,
                  const xspi::FlashClock& clock, const xspi::WindowGuard& guard, Watch& watch,
                  Verdict& verdict);

    bool find();      // in 1S-1S-1S
    bool enter_own(); // the mode it is to work in: 8D-8D-8D where chip and lines have it
    bool enter_single();
    bool map();
    bool has_window() const { return connection_.window_base != 0; }

    xspi::Mode mode() const { return bring_up_.mode(); }
    std::uint32_t hz() const { return bring_up_.hz(); }
    std::uint32_t size() const { return bring_up_.chip().size; }
    const xspi::ChipDescription& description() const { return bring_up_.chip(); }
    const xspi::ChipVocabulary& vocabulary() const { return bring_up_.vocabulary(); }
    std::span<const std::uint8_t> sfdp() const { return bring_up_.sfdp(); }

    bool read(std::uint32_t address, std::span<std::uint8_t> data); // by commands
    bool read_mapped(std::uint32_t address, std::span<std::uint8_t> data);
    bool read_register(const xspi::Command& command, std::uint32_t address, std::span<std::uint8_t> data);
    bool erase(std::uint32_t address, std::uint32_t size);
    bool program(std::uint32_t address, std::span<const std::uint8_t> data);

  private:
    bool came_up(BringUpError error);
    bool configure();
    bool done(const xspi::NorOutcome& outcome, std::string_view what);
    bool explain_failed(const xspi::NorOutcome& outcome, std::string_view what);

    const xspi::FlashConnection& connection_;
    Verdict& verdict_;
    BoardController controller_;
    xspi::GuardedController guarded_;
    FlashBringUp bring_up_;
    xspi::NorFlash flash_;
};

} // namespace firmware
