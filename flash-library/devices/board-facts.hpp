// A board's facts as one value: read from boards/*.cfg on the host, a constexpr in the firmware's generated
// header.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace xspi {

enum class Controller : std::uint8_t { Xspi1, Xspi2 };
enum class CoreSupply : std::uint8_t { Ldo, Smps, SmpsThenLdo, Bypass };
enum class Signal : std::uint8_t { Clk, Ncs, Dqs, Io0, Io1, Io2, Io3, Io4, Io5, Io6, Io7 };
inline constexpr std::size_t kSignals = 11;
constexpr std::string_view signal_name(Signal s) {
    constexpr std::array<std::string_view, kSignals> names{"CLK", "NCS", "DQS", "IO0", "IO1", "IO2",
                                                           "IO3", "IO4", "IO5", "IO6", "IO7"};
    return names[static_cast<std::size_t>(s)];
}

struct Pin {
    char port = 0; // 'A'..'P'; 0: not connected
    std::uint8_t number = 0;
    constexpr bool connected() const { return port != 0; }
    constexpr bool operator==(const Pin&) const = default;
};

struct Led {
    std::string_view name;
    Pin pin;
};
inline constexpr std::size_t kLeds = 4;

struct BoardFacts {
    std::string_view name;    // "nucleo_h7s3l8"
    std::string_view mcu;     // "STM32H7S3L8"
    std::uint32_t hse_hz = 0; // 0: no crystal, HSI is used
    CoreSupply core_supply = CoreSupply::Ldo;
    Controller controller = Controller::Xspi2;
    std::uint32_t mapped_base = 0;    // of the memory-mapped window
    std::uint32_t supply_mv = 0;      // of the flash's IO domain
    std::uint32_t clock_hz = 0;       // highest flash clock the board is laid out for
    bool reset_pin_nrst = false;      // the chip's RESET# is wired to NRST
    std::string_view flash;           // the chip's name, empty: whatever SFDP says
    std::array<Pin, kSignals> pins{}; // by Signal
    std::array<Led, kLeds> leds{};
    std::size_t led_count = 0;
    constexpr Pin pin(Signal s) const { return pins[static_cast<std::size_t>(s)]; }
};

// The LED of that name; on a board without one of that name its last LED, without any LED an unconnected pin.
constexpr Pin led_pin(const BoardFacts& board, std::string_view name) {
    for (std::size_t i = 0; i < board.led_count; ++i)
        if (board.leds[i].name == name) return board.leds[i].pin;
    return board.led_count != 0 ? board.leds[board.led_count - 1].pin : Pin{};
}

} // namespace xspi
