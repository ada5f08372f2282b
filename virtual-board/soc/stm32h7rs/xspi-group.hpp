// XSPI1, XSPI2, the matrix between them and the two ports, and the chips that a board solders to the ports.
#pragma once
#include "core/machine.hpp"
#include "ip/xspi/xspi-port.hpp"
#include "ip/xspi/xspi.hpp"
#include "soc/pin-functions.hpp"
#include "soc/soc-wiring.hpp"
#include "soc/stm32h7rs/xspim.hpp"

#include <deque>
#include <functional>

namespace vb {

// XSPI1 or XSPI2 behind that matrix.
XspiSeat seat_of(unsigned n, Xspim& xspim);

class XspiGroup {
  public:
    using Add = std::function<void(std::uint32_t base, std::uint32_t size, BusDevice& device, unsigned bit)>;

    XspiGroup(Timeline& timeline, Violations& violations, Machine& machine, const ClockSource& clocks,
              const Pads& pads, const PortPower& power, PinFunctions pins);
    // bit: of AHB5RSTR.
    void attach(const Add& add);

    static std::optional<std::uint32_t> window(const std::string& controller);
    // The pads decide which port it is; XSPIM which of the two controllers drives it.
    bool connect(const FlashWires& wires, std::string& why);
    bool loaded(unsigned port) const { return loaded_[port - 1]; } // a powered chip hangs on it

  private:
    struct Place { // of one signal of a chip
        unsigned port;
        XspiPin pin;
    };
    std::optional<Place> place(const std::string& signal, const std::string& pad, std::string& why) const;

    PinFunctions pins_;
    XspiPort port1_, port2_;
    Xspim xspim_;
    std::deque<Xspi> xspis_;
    bool loaded_[2] = {false, false};
};

} // namespace vb
