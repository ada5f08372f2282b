// The board's flash chip as a memory that is updated. It works through the controller's commands; what is
// read comes through the window.
#pragma once
#include "firmware/flash/board-controller.hpp"
#include "firmware/flash/flash-bring-up.hpp"
#include "firmware/update/area.hpp"
#include "firmware/update/dfu-protocol.hpp"
#include "flash-library/core/window-guard.hpp"
#include "flash-library/nor/guarded-controller.hpp"
#include "flash-library/nor/nor-flash.hpp"

#include <cstdint>
#include <span>

namespace firmware::update {

class ExternalFlash {
  public:
    // All outlive this object.
    ExternalFlash(xspi::NorController& controller, const xspi::Timebase& timebase, const FlashBringUp& chip)
        : guarded_(controller, guard_), flash_(guarded_, timebase, silent_), chip_(chip) {}

    bool start(); // the chip was brought up
    Area area() const;
    bool map() { return flash_.map().ok(); } // as data, not as code
    DfuStatus erase(std::uint32_t address, std::uint32_t size);
    DfuStatus program(std::uint32_t address, std::span<const std::uint8_t> data);
    DfuStatus read(std::uint32_t address, std::span<std::uint8_t> data);

  private:
    struct Silent final : xspi::NorObserver {
        void beat() override {}
        bool stop_requested() override { return false; }
        void at(std::uint32_t) override {}
        void erased() override {}
        void page_programmed() override {}
    };
    bool holds(std::uint32_t address, std::span<const std::uint8_t> data);

    xspi::WindowGuard guard_;
    Silent silent_;
    xspi::GuardedController guarded_;
    xspi::NorFlash flash_;
    const FlashBringUp& chip_;
};

} // namespace firmware::update
