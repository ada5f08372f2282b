// The pads of one bank of QUADSPI (BK1 or BK2), and the chip that is soldered there.
//
// It decides for every transaction which lines live, from the pads' configuration and the board's resistors,
// and stands between the controller and the chip's wires.
#pragma once
#include "core/clocks.hpp"
#include "core/spi-device.hpp"
#include "core/violations.hpp"
#include "ip/quadspi/quadspi-limits.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace vb {

// The board's trace from a pad to a pin of the chip, and the alternate function that connects it inside the
// microcontroller. Without a pad (`port` 0) only the board's resistor holds the pin.
struct QuadspiTrace {
    char port = 0;
    unsigned pin = 0;
    unsigned af = 0;
    std::optional<bool> resistor; // a pull-up (true) or pull-down on the board
};

// One chip and its traces. CLK comes from the same pad for both banks; two chips may share one NCS.
struct QuadspiSeat {
    SpiDevice* chip = nullptr; // null: nothing is soldered there
    QuadspiTrace clk, ncs;
    std::array<QuadspiTrace, 4> io;
    // How long the chip wants NCS high after a read, and after anything else (data sheet); 0: not known.
    Picoseconds high_after_read = 0, high_after_other = 0;
};

class QuadspiBank {
  public:
    struct Use {
        std::uint64_t clock_hz = 0;
        std::uint8_t lines = 0; // IO lines of its phases
        bool ddr = false;
        bool shift = false;   // data are sampled half a cycle later
        bool reading = false; // data come from the chip
    };

    // `name` is the controller's, `number` 1 or 2.
    QuadspiBank(std::string name, unsigned number, QuadspiSeat seat, const Pads& pads, Violations& violations,
                const quadspi::Limits& limits);

    // Before the first transaction.
    void solder(QuadspiSeat seat) { seat_ = std::move(seat); }
    SpiDevice* chip() const { return seat_.chip; }
    const QuadspiSeat& seat() const { return seat_; }

    void select(const Use& use);
    // Levels of IO3..IO0 that the controller drives. `payload` marks write data, the part that a link beyond
    // its limits corrupts (as it does what is read).
    void drive(std::span<std::uint8_t> half_cycles, bool payload);
    // Unless `quad`, the controller goes on driving IO2 low and IO3 high meanwhile: the chip finds these
    // levels in the half cycles that it fills.
    void sample(std::span<std::uint8_t> half_cycles, bool quad, bool payload);
    void deselect();

  private:
    struct Line {
        bool connected = false; // the pad is in the alternate function
        bool level = false;     // what the line has while the controller does not drive it
        unsigned mode = 0, af = 0;
    };
    Line line(const QuadspiTrace& trace) const;
    bool reaches_chip();
    void connect_lines(const Use& use);
    void check_speed(const Use& use);
    void check_pad_speed(const Use& use);
    void corrupt(std::span<std::uint8_t> half_cycles);

    std::string name_;
    unsigned number_;
    QuadspiSeat seat_;
    const Pads& pads_;
    Violations& violations_;
    quadspi::Limits limits_;
    bool alive_ = false;              // the chip sees this transaction
    std::uint8_t connected_ = 0;      // IO lines with a path
    std::uint8_t resting_ = 0;        // levels of the IO lines that the controller does not drive
    bool corrupt_ = false;            // the link is beyond its limits
    bool corrupt_reads_ = false;      // sampled too early
    std::uint64_t payload_clock_ = 0; // clocks of payload so far in this transaction
    unsigned corrupt_line_ = 0;
};

} // namespace vb
