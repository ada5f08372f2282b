// A board as its file describes it: boards/NAME.json, or a user's own. Pure: what the parts are is for others
// to know.
#pragma once
#include "chips/nor-model.hpp"
#include "core/board.hpp"
#include "soc/pin-functions.hpp"
#include "soc/soc-wiring.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vb {

struct DescribedChip {
    std::string name;                        // as --external and --chip name it: "ext"
    std::string part;                        // "W25Q64JV"
    std::string controller;                  // instance as ST names it: "QUADSPI"
    std::map<std::string, std::string> pins; // signal to pad, "CLK" to "PB2"
    std::map<std::string, bool> resistors;   // signal to where the board's resistor pulls: true up
    bool reset_on_nrst = false;              // RESET# hangs on NRST
    NorNonVolatile delivered;                // registers, where the board is not sold with a new chip's
};

struct DescribedLed {
    std::string name;
    PadName pad;
    bool active_high = true;
};

struct DescribedButton {
    std::string name;
    PadName pad;
    bool pressed_high = true;
    bool open_when_released = false; // only the pad's own resistor gives it a level then
};

struct DescribedSerial {
    std::string usart, pad; // "USART3", "PD8"
};

struct BoardDescription {
    std::string name; // with dashes
    std::string mcu;  // "STM32H750VB"
    SocWiring wiring;
    std::vector<DescribedChip> chips; // the first one is the external flash
    std::vector<DescribedLed> leds;
    std::vector<DescribedButton> buttons;
    std::optional<DescribedSerial> serial;
    std::string usb; // the core behind its USB connector, "USB_OTG_FS"; empty: there is none
};

// text: of the file. Throws BoardFileError, with the place in the file: a key that is unknown, missing or of
// another kind.
BoardDescription describe_board(const std::string& name, const std::string& text);

} // namespace vb
