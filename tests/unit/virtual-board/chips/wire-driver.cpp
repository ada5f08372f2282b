#include "tests/unit/virtual-board/chips/wire-driver.hpp"

#include <utility>

namespace vb::test {

// The idle levels beside a single line are those of the XSPI (docs/hardware/xspi.md, DTR, DQS and byte
// order): IO2 low, IO3 high, IO4 and up low.
void WireDriver::send(std::span<const std::uint8_t> bytes, bool data) {
    Bytes levels;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (protocol == Protocol::spi) {
            for (int bit = 7; bit >= 0; --bit)
                levels.insert(levels.end(), 2, std::uint8_t(0x0A | (bytes[i] >> bit & 1)));
        } else if (protocol == Protocol::octal_str) {
            levels.insert(levels.end(), 2, bytes[i]);
        } else {
            levels.push_back(bytes[data && macronix_order && (i ^ 1) < bytes.size() ? i ^ 1 : i]);
        }
    }
    device_.drive(levels);
}

void WireDriver::send_header(unsigned opcode, std::uint32_t address, unsigned address_bytes) {
    Bytes header;
    if (protocol != Protocol::spi) header.push_back(std::uint8_t(opcode >> 8));
    header.push_back(std::uint8_t(opcode));
    for (unsigned i = address_bytes; i-- > 0;) header.push_back(std::uint8_t(address >> (8 * i)));
    send(header);
}

void WireDriver::wait(unsigned clocks) {
    Bytes levels(2 * clocks);
    device_.sample(levels);
}

void WireDriver::clock_in(unsigned clocks) { device_.drive(Bytes(2 * clocks, 0)); }

Bytes WireDriver::receive(std::size_t count) {
    const bool dtr = protocol == Protocol::octal_dtr, spi = protocol == Protocol::spi;
    Bytes levels(count * (dtr ? 1 : spi ? 16 : 2)), bytes(count);
    strobed = device_.sample(levels);
    for (std::size_t i = 0; i < count; ++i) {
        if (!spi) bytes[i] = levels[dtr ? (macronix_order ? i ^ 1 : i) : 2 * i];
        for (unsigned bit = 0; spi && bit < 8; ++bit)
            bytes[i] = std::uint8_t(bytes[i] << 1 | (levels[16 * i + 2 * bit] >> 1 & 1));
    }
    return bytes;
}

void WireDriver::command(unsigned opcode) { command(opcode, 0, 0); }

void WireDriver::command(unsigned opcode, std::uint32_t address, unsigned address_bytes) {
    begin();
    send_header(opcode, address, address_bytes);
    end();
}

void WireDriver::write(unsigned opcode, std::uint32_t address, unsigned address_bytes,
                       std::span<const std::uint8_t> data) {
    begin();
    send_header(opcode, address, address_bytes);
    send(data, true);
    end();
}

Bytes WireDriver::read(unsigned opcode, std::uint32_t address, unsigned address_bytes, unsigned dummy,
                       std::size_t count) {
    begin();
    send_header(opcode, address, address_bytes);
    if (dummy) wait(dummy);
    Bytes bytes = receive(count);
    end();
    return bytes;
}

std::string Bench::rules() const {
    std::string ids;
    for (const auto& v : violations.all()) ids += (ids.empty() ? "" : ",") + v.rule;
    return ids;
}

unsigned Bench::read_register(unsigned spi_opcode, unsigned octal_opcode, std::uint32_t address) {
    if (wires.protocol == Protocol::spi) return wires.read(spi_opcode, 0, 0, 0, 1)[0];
    return wires.read(octal_opcode, address, 4, 4, 2)[0];
}

unsigned Bench::status() { return read_register(0x05, 0x05FA, 0); }
unsigned Bench::security() { return read_register(0x2B, 0x2BD4, 0); }

unsigned Bench::configuration2(std::uint32_t address) {
    const bool spi = wires.protocol == Protocol::spi;
    return wires.read(spi ? 0x71 : 0x718E, address, 4, spi ? 0 : 4, 2)[0];
}

void Bench::write_enable() { wires.command(wires.protocol == Protocol::spi ? 0x06 : 0x06F9); }

void Bench::write_configuration2(std::uint32_t address, std::uint8_t value) {
    write_enable();
    const bool spi = wires.protocol == Protocol::spi;
    wires.write(spi ? 0x72 : 0x728D, address, 4, Bytes(wires.protocol == Protocol::octal_dtr ? 2 : 1, value));
}

void Bench::write_status(std::uint8_t value) {
    write_enable();
    wires.write(0x01, 0, 0, Bytes{value});
    wait_idle();
}

void Bench::enter(Protocol protocol) {
    if (protocol == Protocol::spi) return;
    write_configuration2(0, protocol == Protocol::octal_str ? 1 : 2);
    wires.protocol = protocol;
}

void Bench::wait_idle() {
    while (status() & 1) pass(timeline.next_event() - timeline.now());
}

Bytes Bench::read(std::uint32_t address, std::size_t count) {
    if (wires.protocol == Protocol::spi) return wires.read(0x13, address, 4, 0, count);
    return wires.read(wires.protocol == Protocol::octal_str ? 0xEC13 : 0xEE11, address, 4, 20, count);
}

void Bench::program(std::uint32_t address, const Bytes& data) {
    write_enable();
    wires.write(wires.protocol == Protocol::spi ? 0x12 : 0x12ED, address, 4, data);
}

void Bench::erase_sector(std::uint32_t address) {
    write_enable();
    wires.command(wires.protocol == Protocol::spi ? 0x21 : 0x21DE, address, 4);
}

void Bench::erase_block(std::uint32_t address) {
    write_enable();
    wires.command(wires.protocol == Protocol::spi ? 0xDC : 0xDC23, address, 4);
}

void Bench::reset_in_every_protocol() {
    const Protocol before = wires.protocol;
    for (Protocol p : {Protocol::spi, Protocol::octal_str, Protocol::octal_dtr}) {
        wires.protocol = p;
        wires.command(p == Protocol::spi ? 0x66 : 0x6699);
        wires.command(p == Protocol::spi ? 0x99 : 0x9966);
    }
    wires.protocol = before;
}

Bytes Bench::identify() {
    const bool spi = wires.protocol == Protocol::spi;
    return wires.read(spi ? 0x9F : 0x9F60, 0, spi ? 0 : 4, spi ? 0 : 4,
                      wires.protocol == Protocol::octal_dtr ? 6 : 3);
}

} // namespace vb::test
