// A controller for tests: commands in 1S-1S-1S, 8S-8S-8S and 8D-8D-8D on the wires of an SpiDevice.
#pragma once
#include "chips/nor-command.hpp"
#include "chips/serial-nor.hpp"
#include "core/spi-device.hpp"
#include "core/time.hpp"
#include "core/violations.hpp"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

namespace vb::test {

using Bytes = std::vector<std::uint8_t>;

class WireDriver {
  public:
    explicit WireDriver(SpiDevice& device) : device_(device) {}

    Protocol protocol = Protocol::spi;
    SpiPins pins{40'000'000, 0xFF, true};
    bool macronix_order = true; // D1 before D0 in 8D
    bool strobed = false;       // DQS seen in the last read

    // One command each. Opcodes as in docs/hardware/macronix-octal.md, commands: 0x9F in SPI, 0x9F60 in OPI.
    void command(unsigned opcode);
    void command(unsigned opcode, std::uint32_t address, unsigned address_bytes);
    void write(unsigned opcode, std::uint32_t address, unsigned address_bytes,
               std::span<const std::uint8_t> data);
    Bytes read(unsigned opcode, std::uint32_t address, unsigned address_bytes, unsigned dummy,
               std::size_t count);

    // The parts of a transaction.
    void begin() { device_.select(pins); }
    void send(std::span<const std::uint8_t> bytes, bool data = false);
    void send(std::initializer_list<std::uint8_t> bytes) { send(Bytes(bytes)); }
    void send_header(unsigned opcode, std::uint32_t address, unsigned address_bytes);
    void wait(unsigned clocks);
    void clock_in(unsigned clocks); // the controller drives zeros
    Bytes receive(std::size_t count);
    void end() { device_.deselect(); }

  private:
    SpiDevice& device_;
};

// A chip with its clock, its list of violations and a driver; helpers for what the tests do again and again.
struct Bench {
    Timeline timeline;
    Violations violations{timeline, nullptr};
    SerialNor chip;
    WireDriver wires{chip};

    explicit Bench(const NorPart& part = kMx25uw25645g, Timing timing = Timing::typical)
        : chip(part, timeline, violations, timing) {}

    void pass(Picoseconds time) { timeline.advance_to(timeline.now() + time); }
    std::string rules() const; // ids of all violations in order, comma separated

    // In the chip's protocol, as `wires.protocol` says.
    void write_enable();
    unsigned status();
    unsigned security();
    unsigned read_register(unsigned spi_opcode, unsigned octal_opcode, std::uint32_t address);
    unsigned configuration2(std::uint32_t address);
    void write_configuration2(std::uint32_t address, std::uint8_t value);
    void write_status(std::uint8_t value);
    void enter(Protocol protocol); // from SPI
    void wait_idle();
    Bytes read(std::uint32_t address, std::size_t count);
    void program(std::uint32_t address, const Bytes& data); // without waiting
    void erase_sector(std::uint32_t address);
    void erase_block(std::uint32_t address);
    void reset_in_every_protocol();
    Bytes identify();
};

} // namespace vb::test
