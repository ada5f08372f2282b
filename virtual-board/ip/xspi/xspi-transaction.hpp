// One NCS-low span on the wires: header, then data out or in.
#pragma once
#include "core/violations.hpp"
#include "ip/xspi/xspi-command.hpp"
#include "ip/xspi/xspi-port.hpp"

#include <cstdint>
#include <span>

namespace vb::xspi {

class Transaction {
  public:
    explicit Transaction(Violations& violations) : violations_(violations) {}

    // NCS falls; instruction, address, alternate bytes and dummy cycles pass. A lost command never reaches
    // the port.
    void begin(XspiPort& port, const Command& command, const XspiPort::Use& use, bool lost);
    // Whole units (Command::data_unit).
    void write(std::span<const std::uint8_t> bytes);
    // Whole units. False: DQS edges are missing, the controller waits for ever.
    bool read(std::span<std::uint8_t> bytes);
    void end(); // NCS rises; harmless when none is open
    bool open() const { return open_; }

  private:
    bool sample(std::span<std::uint8_t> wire);
    bool shift(std::span<std::uint8_t> wire);

    Violations& violations_;
    XspiPort* port_ = nullptr; // null: lost
    Command command_;
    unsigned n_ = 0;
    bool open_ = false;
    bool first_read_ = true;
    bool late_ = false;        // data are taken half a cycle too early
    std::uint8_t carried_ = 0; // the level before the first half cycle, while late_
};

} // namespace vb::xspi
