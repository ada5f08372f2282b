// Which pin of which STM32 carries which signal of a serial memory: ST's open pin data, of all
// microcontrollers, whether the driver knows their family or not. What a family's own tables say is made of
// the same data; a test compares the two.
#pragma once
#include "flash-library/devices/pin.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xspi {

// How a pin comes to carry a signal.
struct SignalWay {
    enum class Kind { AlternateFunction, Fixed, Remapped, Unknown };
    Kind kind = Kind::Unknown;
    unsigned number = 0; // of the alternate function, or of AFIO_MAPR's remapping on the STM32F1
    bool operator==(const SignalWay&) const = default;
};
std::string way_text(SignalWay way); // "AF9", "", "remap 2", "AF unknown"

struct SignalPin {
    Pin pin;
    SignalWay way;
};

struct PinSignal {
    std::string_view signal; // ST's name, "QUADSPI_BK1_IO0"
    SignalWay way;
};

// "PB3" and the like, ports up to Z; none: it is no pin's name.
std::optional<Pin> read_pin(std::string_view text);
std::string pin_text(Pin pin);

// Signal -> its pins, in the order of the data.
using SignalTable = std::vector<std::pair<std::string_view, std::vector<SignalPin>>>;

// What one of ST's files describes: a package of one or of several sizes of flash.
struct PinnedMcu {
    std::string_view reference; // "STM32F407V(E-G)Tx"
    std::string_view package;   // "LQFP100"
    const SignalTable* functions = nullptr;
    const std::map<char, std::uint32_t>* bonded = nullptr; // masks of pins by port
    const std::vector<std::string_view>* controllers = nullptr;
    std::vector<std::pair<Pin, std::string_view>> lacking; // that the table of its GPIO has and it has not

    bool has_pin(Pin pin) const;
    bool has_controller(std::string_view name) const; // "SPI1", "OCTOSPIM"
    std::vector<std::string_view> signals() const;    // that some pin of it carries
    std::vector<SignalPin> pins_of(std::string_view signal) const;
    std::vector<PinSignal> signals_of(Pin pin) const;
    bool same_pins(const PinnedMcu& other) const;
};

class PinData {
  public:
    explicit PinData(std::string_view text); // which has to outlive it; of the form that its head describes
    static const PinData& all();             // of what is built in

    const std::vector<PinnedMcu>& mcus() const { return mcus_; }

  private:
    std::map<std::string_view, std::unique_ptr<SignalTable>> functions_;
    std::map<std::string_view, std::map<char, std::uint32_t>> bonded_;
    std::map<std::string_view, std::vector<std::string_view>> controllers_;
    std::vector<PinnedMcu> mcus_;
};

std::string_view pin_data_text(); // stm32-pins.txt

} // namespace xspi
