// One port of XSPIM: the pads between the controllers and the chip that is soldered there.
//
// It decides for every transaction which lines live, from the pads' configuration and the port's supply, and
// stands between the controller and the chip's wires.
#pragma once
#include "core/clocks.hpp"
#include "core/spi-device.hpp"
#include "core/violations.hpp"
#include "ip/xspi/xspi-limits.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace vb {

enum class XspiSignal : std::uint8_t { Clk, Ncs1, Ncs2, Dqs0, Io0, Io1, Io2, Io3, Io4, Io5, Io6, Io7 };

// The board's trace of one signal, and the alternate function that connects it inside the controller.
struct XspiPin {
    XspiSignal signal;
    char port;
    unsigned pin;
    unsigned af;
};

class XspiPort {
  public:
    // What a transaction needs of the port.
    struct Use {
        unsigned xspi = 0;        // who drives it: 1 or 2
        unsigned chip_select = 1; // NCS1 or NCS2
        std::uint64_t clock_hz = 0;
        std::uint8_t lines = 0; // IO lines of its phases
        bool strobe = false;    // DQS is needed
    };

    // `chip` may be null: nothing is soldered there.
    XspiPort(unsigned number, std::vector<XspiPin> wiring, const Pads& pads, const PortPower& power,
             Violations& violations, SpiDevice* chip, const xspi::Limits& limits = {});

    // In place of what the constructor was given; not while a transaction is under way.
    void connect(std::vector<XspiPin> wiring, SpiDevice* chip) {
        wiring_ = std::move(wiring);
        chip_ = chip;
    }
    unsigned number() const { return number_; }
    SpiDevice* chip() const { return chip_; }
    const xspi::Limits& limits() const { return limits_; }
    // The XSPI that holds the port at the moment, 0 if none.
    unsigned owner() const { return owner_; }

    void select(const Use& use);
    // `payload` marks write data, the part that a link beyond its limits corrupts (as it does what is read).
    void drive(std::span<std::uint8_t> half_cycles, bool payload);
    // Returns whether DQS edges arrived. `payload` as above; dummy cycles are none.
    bool sample(std::span<std::uint8_t> half_cycles, bool payload);
    void deselect();

  private:
    const XspiPin* wired(XspiSignal signal) const;
    bool connected(XspiSignal signal, PadState* state = nullptr) const;
    bool reaches_chip(const Use& use);
    void connect_lines(const Use& use);
    void check_speed(const Use& use);
    void check_pad_speed(const Use& use);
    void corrupt(std::span<std::uint8_t> half_cycles);

    unsigned number_;
    std::vector<XspiPin> wiring_;
    const Pads& pads_;
    const PortPower& power_;
    Violations& violations_;
    SpiDevice* chip_;
    xspi::Limits limits_;
    unsigned owner_ = 0;
    bool alive_ = false;         // the chip sees this transaction
    std::uint8_t connected_ = 0; // IO lines with a path
    std::uint8_t floating_ = 0;  // what the controller reads on the others
    bool dqs_connected_ = false;
    bool corrupt_ = false;
    std::uint64_t data_clock_ = 0; // clocks of payload so far in this transaction
    std::uint8_t corrupt_line_ = 0;
};

std::string signal_name(XspiSignal signal);

} // namespace vb
