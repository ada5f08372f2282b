// A pin of the microcontroller, and the signals of a serial flash that it may carry.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace xspi {

// JEDEC's and ST's names. IO0 is MOSI and IO1 MISO where one line each way is all there is.
enum class Signal : std::uint8_t {
    Clk,
    Ncs,
    Dqs,
    Io0,
    Io1,
    Io2,
    Io3,
    Io4,
    Io5,
    Io6,
    Io7,
    Io8,
    Io9,
    Io10,
    Io11,
    Io12,
    Io13,
    Io14,
    Io15
};
inline constexpr std::size_t kSignals = 19;
constexpr std::string_view signal_name(Signal s) {
    constexpr std::array<std::string_view, kSignals> names{
        "CLK", "NCS", "DQS", "IO0",  "IO1",  "IO2",  "IO3",  "IO4",  "IO5", "IO6",
        "IO7", "IO8", "IO9", "IO10", "IO11", "IO12", "IO13", "IO14", "IO15"};
    return names[static_cast<std::size_t>(s)];
}
// The same as the pins of an SPI are called.
constexpr std::string_view spi_signal_name(Signal s) {
    switch (s) {
    case Signal::Clk: return "SCK";
    case Signal::Io0: return "MOSI";
    case Signal::Io1: return "MISO";
    default: return signal_name(s);
    }
}
// Data line 0 to 15.
constexpr Signal io_signal(unsigned line) {
    return static_cast<Signal>(static_cast<unsigned>(Signal::Io0) + line);
}

struct Pin {
    char port = 0; // 'A'..'P'; 0: not connected
    std::uint8_t number = 0;
    constexpr bool connected() const { return port != 0; }
    constexpr bool operator==(const Pin&) const = default;
};

} // namespace xspi
