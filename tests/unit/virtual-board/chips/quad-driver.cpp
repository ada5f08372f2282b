#include "tests/unit/virtual-board/chips/quad-driver.hpp"

namespace vb::test {

void QuadDriver::send(std::span<const std::uint8_t> bytes, unsigned lines, bool dtr) {
    Bytes levels;
    const unsigned mask = (1u << lines) - 1;
    for (std::uint8_t byte : bytes)
        for (int shift = 8 - int(lines); shift >= 0; shift -= int(lines))
            levels.insert(levels.end(), dtr ? 1 : 2,
                          std::uint8_t((beside & ~mask) | (unsigned(byte) >> shift & mask)));
    if (!levels.empty()) device_.drive(levels);
}

void QuadDriver::wait(unsigned clocks) {
    Bytes levels(2 * clocks);
    if (clocks) device_.sample(levels);
}

Bytes QuadDriver::receive(std::size_t count, unsigned lines, bool dtr) {
    const std::size_t edges = count * 8 / lines;
    Bytes levels(dtr ? edges : 2 * edges), bytes(count);
    device_.sample(levels);
    const std::uint8_t driven = device_.driven();
    const unsigned shift = lines == 1 ? 1 : 0, mask = (1u << lines) - 1;
    for (std::size_t i = 0; i < edges; ++i) {
        auto& byte = bytes[i * lines / 8];
        byte = std::uint8_t(byte << lines | ((levels[dtr ? i : 2 * i] & driven) >> shift & mask));
    }
    return bytes;
}

void QuadDriver::header(const Form& form) {
    const unsigned lines = qpi ? 4 : form.address_lines;
    if (!form.no_opcode) send(Bytes{std::uint8_t(form.opcode)}, qpi ? 4 : 1);
    Bytes address;
    for (unsigned i = form.address_bytes; i-- > 0;) address.push_back(std::uint8_t(form.address >> 8 * i));
    if (form.mode) address.push_back(*form.mode);
    send(address, lines, form.dtr);
}

Bytes QuadDriver::read(const Form& form, std::size_t count) {
    begin();
    header(form);
    wait(form.dummies);
    Bytes bytes = receive(count, qpi ? 4 : form.data_lines, form.dtr);
    end();
    return bytes;
}

void QuadDriver::write(const Form& form, const Bytes& data) {
    begin();
    header(form);
    send(data, qpi ? 4 : form.data_lines, form.dtr);
    end();
}

std::string QuadBench::rules() const {
    std::string ids;
    for (const auto& v : violations.all()) ids += (ids.empty() ? "" : ",") + v.rule;
    return ids;
}

Picoseconds QuadBench::wait_idle() {
    const Picoseconds start = timeline.now();
    while (status() & 1) pass(timeline.next_event() - timeline.now());
    return timeline.now() - start;
}

void QuadBench::write_register(unsigned opcode, const Bytes& data, unsigned enable) {
    wires.command(enable);
    wires.write({.opcode = opcode}, data);
    wait_idle();
}

void QuadBench::erase(unsigned opcode, std::uint32_t address, unsigned address_bytes) {
    write_enable();
    wires.write({.opcode = opcode, .address = address, .address_bytes = address_bytes}, {});
}

void QuadBench::program(std::uint32_t address, const Bytes& data) {
    write_enable();
    wires.write({.opcode = 0x02, .address = address, .address_bytes = 3}, data);
    wait_idle();
}

} // namespace vb::test
