// The board's own facts out of an .ioc: microcontroller, crystal, supply, LEDs, buttons, USB.
#pragma once
#include "openocd-driver/board-from/board-draft.hpp"
#include "openocd-driver/board-from/ioc-file.hpp"
#include "openocd-driver/pins/pin-data.hpp"

#include <vector>

namespace xspi {

// Which microcontroller the file means, and how it is called in a board's file ("?" where its size is open).
struct IocMcu {
    const PinnedMcu* pins = nullptr;
    std::string name; // "STM32H750VBT6"
    DraftFact fact;
};
IocMcu mcu_of(const IocFile& ioc); // Throws Failure XSPI-1212

std::vector<DraftFact> clock_and_supply_facts(const IocFile& ioc);
std::vector<DraftFact> led_button_usb_facts(const IocFile& ioc);

} // namespace xspi
