// A board's facts as one value: read from boards/*.cfg on the host, a constexpr in the firmware's generated
// header.
#pragma once
#include "flash-library/devices/pin.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace xspi {

enum class CoreSupply : std::uint8_t { Ldo, Smps, SmpsThenLdo, Bypass };

// Fixed layout: it crosses the probe.
struct LedPin {
    Pin pin;
    bool active_high = true; // level while it is on
    constexpr bool connected() const { return pin.connected(); }
};

struct Led {
    std::string_view name = {};
    Pin pin;
    bool active_high = true;
};

struct Button {
    std::string_view name = {};
    Pin pin;
    bool active_high = true; // level while it is pressed
};

// One flash chip and how it is wired.
struct FlashFacts {
    std::string_view name = {};       // of its bank, "ext"
    std::string_view chip = {};       // the chip's name, empty: whatever SFDP says
    std::string_view controller = {}; // "XSPI2", "QUADSPI"
    std::uint32_t mapped_base = 0;    // of the window; a chosen address where the controller maps nothing
    std::uint32_t supply_mv = 0;      // of the flash's IO domain
    std::uint32_t clock_hz = 0;       // highest flash clock the board is laid out for
    bool reset_pin_nrst = false;      // the chip's RESET# is wired to NRST
    std::array<Pin, kSignals> pins{}; // by Signal
    constexpr Pin pin(Signal s) const { return pins[static_cast<std::size_t>(s)]; }
};

// 1, 4, 8 or 16: as far as pins are named.
constexpr std::uint32_t data_lines(const FlashFacts& flash) {
    if (flash.pin(Signal::Io15).connected()) return 16;
    if (flash.pin(Signal::Io7).connected()) return 8;
    return flash.pin(Signal::Io3).connected() ? 4 : 1;
}

inline constexpr std::size_t kFlashes = 4;
inline constexpr std::size_t kLeds = 4;
inline constexpr std::size_t kButtons = 4;

struct BoardFacts {
    std::string_view name = {};   // "nucleo_h7s3l8"
    std::string_view mcu = {};    // "STM32H7S3L8"
    std::uint32_t hse_hz = 0;     // 0: no crystal, HSI is used
    bool hse_bypass = false;      // a clock is fed in, there is no crystal
    std::uint32_t core_clock = 0; // Hz that the firmware shall run at; 0: the family's own choice
    CoreSupply core_supply = CoreSupply::Ldo;
    std::array<FlashFacts, kFlashes> flashes{};
    std::size_t flash_count = 0;
    std::array<Led, kLeds> leds{};
    std::size_t led_count = 0;
    std::array<Button, kButtons> buttons{};
    std::size_t button_count = 0;
    std::string_view usb = {};      // "OTG_FS"; empty: no USB
    std::uint32_t boot_address = 0; // where the bootloader looks for an application; 0: first flash's window
    constexpr std::span<const FlashFacts> flash_list() const { return {flashes.data(), flash_count}; }
};

constexpr std::uint32_t boot_address(const BoardFacts& board) {
    return board.boot_address != 0 ? board.boot_address : board.flashes[0].mapped_base;
}

constexpr LedPin led_pin(const Led& led) { return {led.pin, led.active_high}; }

// The LED that shows that firmware works, and the one that shows a failure: a board has its own names for
// them. An unconnected pin on a board without any.
constexpr LedPin first_led(const BoardFacts& board) {
    return board.led_count != 0 ? led_pin(board.leds[0]) : LedPin{};
}
constexpr LedPin last_led(const BoardFacts& board) {
    return board.led_count != 0 ? led_pin(board.leds[board.led_count - 1]) : LedPin{};
}

// nullptr: no button of that name.
constexpr const Button* find_button(const BoardFacts& board, std::string_view name) {
    for (std::size_t i = 0; i < board.button_count; ++i)
        if (board.buttons[i].name == name) return &board.buttons[i];
    return nullptr;
}

} // namespace xspi
