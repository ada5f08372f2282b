// What an .ioc of STM32CubeMX says, by its keys: microcontroller, pins, values. Keys of the low-power
// configurations (CONFn.) say nothing of the board and are left out.
#pragma once
#include "flash-library/devices/pin.hpp"
#include "openocd-driver/board-from/properties.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xspi {

struct IocPin {
    Pin pin;            // unconnected: no pin of a port, such as VP_… or a pad of its own
    std::string key;    // as the file spells it, "PC14-OSC32_IN (OSC32_IN)"
    std::string signal; // "QUADSPI_CLK", "GPIO_Output"; empty: not used
    std::string mode;   // "XSPI2_Port2Octo"
    std::string label;  // GPIO_Label
    std::string pull;   // GPIO_PuPd or GPIO_Pu
    bool operator<(const IocPin& other) const;
};

class IocFile {
  public:
    // Throws Failure XSPI-1211: it is none; XSPI-1214: it contradicts itself.
    IocFile(const std::string& text, const std::string& name);

    const std::string& name() const { return name_; } // of the file
    const std::vector<IocPin>& pins() const { return pins_; }
    std::string value(const std::string& key) const; // empty: not there
    // Whether some key of this instance ("OCTOSPI1") has a value that begins so.
    bool has_value(const std::string& instance, std::string_view beginning) const;
    // A whole number, or sum of such: "23-1", "0x2". None: not there, or something else.
    std::optional<long> number(const std::string& key) const;
    // In Hz; "132999999.99999999" is 133 MHz.
    std::optional<double> frequency(const std::string& key) const;

  private:
    std::string name_;
    Properties properties_;
    std::vector<IocPin> pins_;
};

std::optional<long> sum_of(std::string_view text); // "23-1"

} // namespace xspi
