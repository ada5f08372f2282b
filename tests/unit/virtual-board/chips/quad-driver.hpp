// A controller for tests: transfers on one, two and four lines, on one or both edges, as QUADSPI makes them.
#pragma once
#include "chips/serial-nor.hpp"
#include "core/spi-device.hpp"
#include "core/time.hpp"
#include "core/violations.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vb::test {

using Bytes = std::vector<std::uint8_t>;

// How a transfer looks between CS# edges.
struct Form {
    unsigned opcode = 0;
    std::uint32_t address = 0;
    unsigned address_bytes = 0;
    unsigned address_lines = 1, data_lines = 1; // in QPI all have four
    std::optional<std::uint8_t> mode{};         // M7-0, on as many lines as the address
    unsigned dummies = 0;
    bool dtr = false; // from the address on
    bool no_opcode = false;
};

class QuadDriver {
  public:
    explicit QuadDriver(SpiDevice& device) : device_(device) {}

    SpiPins pins{40'000'000};
    bool qpi = false;
    std::uint8_t beside = 0x08; // lines that a phase does not use: IO2 low, IO3 high

    void begin() { device_.select(pins); }
    void end() { device_.deselect(); }
    void send(std::span<const std::uint8_t> bytes, unsigned lines, bool dtr = false);
    void wait(unsigned clocks);                                         // nobody drives
    Bytes receive(std::size_t count, unsigned lines, bool dtr = false); // what floats reads as 0

    void header(const Form& form); // up to the dummies
    Bytes read(const Form& form, std::size_t count);
    void write(const Form& form, const Bytes& data);
    void command(unsigned opcode) { write({.opcode = opcode}, {}); }
    Bytes reg(unsigned opcode, std::size_t count = 1) { return read({.opcode = opcode}, count); }

  private:
    SpiDevice& device_;
};

struct QuadBench {
    Timeline timeline;
    Violations violations{timeline, nullptr};
    SerialNor chip;
    QuadDriver wires{chip};

    explicit QuadBench(NorPart part, Timing timing = Timing::typical)
        : chip(std::move(part), timeline, violations, timing) {
        chip.power_on();
    }

    void pass(Picoseconds time) { timeline.advance_to(timeline.now() + time); }
    std::string rules() const; // ids of all violations in order, comma separated
    Picoseconds wait_idle();   // until WIP (05h bit 0) falls; how long that took
    void write_enable() { wires.command(0x06); }
    void write_register(unsigned opcode, const Bytes& data, unsigned enable = 0x06); // and waits
    void erase(unsigned opcode, std::uint32_t address, unsigned address_bytes = 3);
    void program(std::uint32_t address, const Bytes& data); // 02h; and waits
    unsigned status() { return wires.reg(0x05)[0]; }
};

} // namespace vb::test
