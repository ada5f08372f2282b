// Which flash hangs on which pins, by the signals of an .ioc: one for each controller, and for each bank of a
// QUADSPI.
#pragma once
#include "openocd-driver/board-from/ioc-file.hpp"

#include <map>
#include <string>
#include <vector>

namespace xspi {

struct FlashWires {
    std::string controller;               // "QUADSPI", "OCTOSPI2", "XSPI1"
    unsigned bank = 0;                    // of a QUADSPI
    std::map<Signal, const IocPin*> pins; // CLK, NCS, DQS, IO0 to IO15; as the file lives
    std::string selects = {}; // where the file has several chip selects, all of them, and none in pins
};

// Ordered by controller and bank. Throws Failure XSPI-1214: a line stands at two pins, or on another
// controller's port than the file says elsewhere.
std::vector<FlashWires> flash_wires(const IocFile& ioc);

// Why the memory on that controller is no flash; empty: nothing says so.
std::string why_no_flash(const IocFile& ioc, const std::string& controller);

// "CLK PB2  NCS PB6  …", with `?` for what the number of lines asks for and the file has not.
std::string pins_text(const FlashWires& wires);

} // namespace xspi
