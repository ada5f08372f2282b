// The wires between a controller and a serial memory chip, at the level of clock edges.
//
// A half cycle is one clock edge: even index = rising, odd = falling, in pairs. Each half cycle holds the
// levels of IO7..IO0 as one byte. A controller sending SDR repeats the same levels on both halves of a clock;
// sending DTR it changes them on each edge. The chip samples by its own mode, so a controller in the wrong
// mode, with the wrong number of dummy cycles or lines, is misunderstood as on the real wires.
#pragma once
#include <cstdint>
#include <span>

namespace vb {

struct SpiPins {
    std::uint64_t clock_hz = 0;
    std::uint8_t io_connected = 0xFF; // bit n = IOn has a working path between controller and chip
    bool dqs_connected = true;
    // Where IO2 and IO3 are /WP and /HOLD: levels at the chip when nobody drives them. A bit at 0 floats, and
    // drifts low.
    std::uint8_t tied_high = 0; // a resistor or the supply holds IOn high
    // Lines that the controller drives high where a transfer does not use them, also while it reads: QUADSPI,
    // OCTOSPI and XSPI do so with IO3 (and drive IO2 low).
    std::uint8_t driven_high = 0x08;
};

class SpiDevice {
  public:
    virtual ~SpiDevice() = default;
    // NCS falls. Every transaction is select, any mix of drive/sample, deselect.
    virtual void select(const SpiPins& pins) = 0;
    // Controller drives IO levels for these half cycles (an even number of them).
    virtual void drive(std::span<const std::uint8_t> half_cycles) = 0;
    // Controller releases the lines: fills in what the chip drives (undriven lines read as 1 here; the
    // controller substitutes what floats), for an even number of half cycles. Returns true if the chip
    // toggled DQS in these half cycles.
    virtual bool sample(std::span<std::uint8_t> half_cycles) = 0;
    // A controller that drives IO0 and listens to IO1 at the same time, as a plain SPI does. In: the levels
    // at the chip's pins while it does not drive them; out: what it drives, lines that it does not drive read
    // as 1; an even number of half cycles, of eight clocks at most.
    virtual void exchange(std::span<std::uint8_t> half_cycles) = 0;
    // Lines that the chip drove at any time in the last sample() or exchange(); the others float, and what
    // they read as is the pads' business.
    virtual std::uint8_t driven() const { return 0xFF; }
    // NCS rises.
    virtual void deselect() = 0;
    virtual void hardware_reset() = 0; // RESET# pulse
    virtual void power_on() = 0;

    // The array as a mapped read sees it, for windows: content (bytes in address order as a 1S-1S-1S read
    // gives them), and a counter that changes when any of it may have changed.
    virtual std::span<std::uint8_t> array() = 0;
};

} // namespace vb
