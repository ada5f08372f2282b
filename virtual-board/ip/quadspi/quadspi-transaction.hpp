// One NCS-low span on the wires of one bank, or of both: header, then data out or in.
#pragma once
#include "ip/quadspi/quadspi-bank.hpp"
#include "ip/quadspi/quadspi-command.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace vb::quadspi {

class Transaction {
  public:
    // NCS falls; instruction, address, alternate bytes and dummy cycles pass. `banks` are as many as the
    // command has flashes. `nibble_lost`: the first four bits that are written do not leave the controller.
    void begin(std::vector<QuadspiBank*> banks, const Command& command, std::uint64_t clock_hz, bool reading,
               bool nibble_lost);
    // Whole units (Command::unit): with two flashes every even byte goes to the first, every odd one to the
    // second.
    void write(std::span<const std::uint8_t> bytes);
    void read(std::span<std::uint8_t> bytes);
    void end(); // NCS rises; harmless when none is open
    bool open() const { return open_; }
    bool reading() const { return reading_; }

  private:
    std::vector<std::uint8_t> read_flash(std::size_t index, std::size_t bytes);

    std::vector<QuadspiBank*> banks_;
    Command command_;
    bool open_ = false, reading_ = false;
    bool nibble_lost_ = false;
    bool contends_ = false;        // the first clock of data is the controller's own last level
    std::uint8_t carried_[2] = {}; // by flash: the level before the first data
};

} // namespace vb::quadspi
