// The wires of one SPI master: its pads, the traces of the board, and the chips at their other end.
//
// A chip is selected while its NSS trace is low, whatever makes it so: an output of a GPIO port, the
// controller's own NSS, or the board's resistor. It sees the clocks that pass while it is, to the bit.
#pragma once
#include "core/clocks.hpp"
#include "core/spi-device.hpp"
#include "core/time.hpp"
#include "core/violations.hpp"
#include "ip/spi/spi-limits.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace vb {

// From a pin of the chip to a pad. A port of 0: there is no pad. `af` is the alternate function by which the
// pad carries the signal; NSS may be on a pad without one.
struct SpiTrace {
    char port = 0;
    unsigned pin = 0;
    std::optional<unsigned> af;
    std::optional<bool> resistor; // the board's: true pulls up, false down
};

// One chip and its traces; several chips may share all but NSS.
struct SpiSeat {
    SpiDevice* chip = nullptr;
    SpiTrace sck, miso, mosi, nss;
    std::uint8_t tied_high = 0; // IO2 and IO3 (WP# and HOLD#), which the controller does not drive
    // How long the chip wants NCS high after a read, and after anything else (data sheet); 0: not known.
    Picoseconds high_after_read = 0, high_after_other = 0;
};

// What SCK does for one frame.
struct SpiFrame {
    unsigned bits = 8;
    std::uint32_t value = 0; // that MOSI carries
    std::uint64_t hz = 0;
    bool drives = true; // MOSI is driven: not in receive-only modes
    bool cpol = false, cpha = false, lsb_first = false;
    bool swapped = false;  // MOSI and MISO have changed places (IOSWP)
    bool one_line = false; // what comes in comes on MOSI, too (BIDIMODE, half duplex)
    bool listens_to_mosi() const { return swapped != one_line; }
    Picoseconds duration() const { return bits * kPerSecond / hz; }
};

// Since power-on: how long SCK ran, and how long it stood between two frames while a chip stayed selected.
struct SpiClockUse {
    Picoseconds running = 0, standing = 0;
    std::uint64_t frames = 0, pauses = 0;
};

class SpiBus {
  public:
    SpiBus(std::string name, const Pads& pads, Violations& violations, const spi::Limits& limits);

    void solder(SpiSeat seat); // before power-on
    // What the controller drives onto its own NSS; nothing: it does not.
    void set_nss(std::optional<bool> level, Picoseconds now);
    // A pad or NSS may have changed.
    void update(Picoseconds now);

    void begin(const SpiFrame& frame, Picoseconds at);
    bool running() const { return running_; }
    Picoseconds ends_at() const { return began_ + frame_.duration(); }
    std::uint32_t end();       // all clocks of the frame have passed; what came in
    void cut(Picoseconds now); // the clock stops in the middle of the frame
    bool any_selected() const;
    bool nss_input_is_high() const;
    bool clock_may_float() const; // a chip is selected, and nothing but the controller holds its SCK
    const SpiClockUse& use() const { return use_; }

  private:
    struct Seat : SpiSeat {
        bool low = false, floats = false; // NSS
        bool open = false;                // the chip has been selected
        bool answered = false;            // ... and has driven MISO since
        std::uint64_t hz = 0;             // of its clock since then
        Picoseconds high_since = 0;
        bool used = false, after_read = false; // whether anything went before that, and what
    };
    struct Level {
        bool connected, high;
    };
    Level level(const SpiTrace& trace) const;
    bool is_low(Seat& seat) const;
    void run_to(Picoseconds now);
    void clock(unsigned until);
    void take_in(unsigned bits, unsigned levels);
    std::optional<unsigned> exchange(Seat& seat, unsigned bits);
    void open(Seat& seat);
    void close(Seat& seat, Picoseconds now);
    void check_pins(const Seat& seat);
    void check_speed(const Seat& seat);
    void check_select_high(const Seat& seat, Picoseconds now);
    bool mosi_bit(unsigned index) const;
    unsigned frame_bit(unsigned index) const { return frame_.lsb_first ? index : frame_.bits - 1 - index; }

    std::string name_;
    const Pads& pads_;
    Violations& violations_;
    spi::Limits limits_;
    std::deque<Seat> seats_;
    std::optional<bool> nss_;

    bool running_ = false;
    SpiFrame frame_;
    Picoseconds began_ = 0;
    unsigned passed_ = 0; // clocks of the frame
    std::uint32_t received_ = 0;
    bool last_mosi_ = false, last_miso_ = false;
    std::uint64_t clocks_ = 0;                // for corruption
    std::optional<Picoseconds> stands_since_; // since a frame's end, with a chip selected
    SpiClockUse use_;
};

} // namespace vb
