// A flash chip of the board on its wires: which part, in which state, with which faults.
#pragma once
#include "boards/board-description.hpp"
#include "chips/chip-options.hpp"
#include "core/board.hpp"
#include "faults/fault-spec.hpp"
#include "faults/faulty-wires.hpp"
#include "soc/soc.hpp"

#include <memory>
#include <optional>
#include <string>

namespace vb {

class FlashSeat {
  public:
    FlashSeat(DescribedChip described, Timeline& timeline, Soc& soc);

    const std::string& name() const { return described_.name; }
    SerialNor& chip() { return *chip_; }
    const SerialNor& chip() const { return *chip_; }
    // Another part, state or timing, before it is connected. False: not one of ChipOptions::names(), or no
    // value of it.
    bool set_option(const std::string& name, const std::string& value);
    // A part by name, or by the file of its SFDP bytes. False with a sentence in `why`.
    bool set_part(const std::string& part, std::string& why);
    // Where it is mapped; the first byte is at 0 where its controller maps nothing.
    NamedMemory memory();
    bool reset_on_nrst() const { return described_.reset_on_nrst || options_.reset_on_nrst(); }

    // Before power_on. Stuck and crossed lines, an open strobe, a chip that is absent or has no supply, and
    // defects of the chip; others are nothing to it.
    void fit(const FaultSpec& fault);
    // Once, when all faults are fitted.
    void connect();
    void power_on();
    void left_as_software_left_it() { options_.leave(*chip_); } // after the board's power_on
    void hardware_reset() { wires_->hardware_reset(); }

  private:
    void hold_line(unsigned line, bool level);

    DescribedChip described_;
    Timeline& timeline_;
    Soc& soc_;
    ChipOptions options_;
    std::unique_ptr<SerialNor> chip_;
    std::unique_ptr<FaultyWires> wires_; // made with the first fault, or when it is connected
    bool alive_ = true;
};

} // namespace vb
