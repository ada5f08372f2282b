#include "ip/serial-command.hpp"

#include <algorithm>
#include <utility>

namespace vb {
namespace {

// Levels of the lines a phase does not use: IO2 low, IO3 high, IO4 and up low. IO1 is the
// chip's output in a 1-line phase and reads as released.
std::uint8_t idle_levels(unsigned lines) { return lines == 1 ? 0x0A : lines == 2 ? 0x08 : 0x00; }

void append_byte(std::vector<std::uint8_t>& out, std::uint8_t byte, unsigned lines, bool dtr,
                 unsigned first_io) {
    const unsigned mask = (1u << lines) - 1;
    for (int shift = 8 - int(lines); shift >= 0; shift -= int(lines)) {
        auto level = std::uint8_t((((byte >> shift) & mask) | idle_levels(lines)) << first_io);
        out.push_back(level);
        if (!dtr) out.push_back(level);
    }
}

void append_phase(std::vector<std::uint8_t>& out, const SerialPhase& p, unsigned first_io) {
    if (p.lines == 0 || p.lines > 8) return;
    for (unsigned i = p.bytes; i-- > 0;)
        append_byte(out, std::uint8_t(p.value >> (8 * i)), p.lines, p.dtr, p.lines == 8 ? 0 : first_io);
    // Half a clock does not exist: an odd byte on 8 lines in DTR stays on the lines for the second edge.
    if (out.size() % 2) out.push_back(out.back());
}

std::uint8_t lines_mask(const SerialPhase& p, unsigned first_io) {
    return p.lines == 0 || p.lines > 8 ? 0
                                       : std::uint8_t(((1u << p.lines) - 1) << (p.lines == 8 ? 0 : first_io));
}

} // namespace

std::uint64_t half_cycles(unsigned lines, bool dtr, std::uint64_t bytes) {
    if (lines == 0) return 0;
    std::uint64_t steps = (bytes * 8 + lines - 1) / lines;
    return dtr ? steps + steps % 2 : steps * 2;
}

bool SerialCommand::any_dtr() const {
    return (instruction.lines && instruction.dtr) || (address.lines && address.dtr) ||
           (alternate.lines && alternate.dtr) || (data_lines && data_dtr);
}

std::uint64_t SerialCommand::header_clocks() const {
    std::uint64_t halves = 0;
    for (const SerialPhase* p : {&instruction, &address, &alternate})
        halves += half_cycles(p->lines, p->dtr, p->bytes);
    return halves / 2 + dummy_cycles;
}

std::uint64_t SerialCommand::data_clocks(std::uint64_t bytes) const {
    return half_cycles(data_lines, data_dtr, bytes) / 2;
}

std::uint8_t SerialCommand::io_lines(bool reading) const {
    auto mask = std::uint8_t(lines_mask(instruction, first_io) | lines_mask(address, first_io) |
                             lines_mask(alternate, first_io));
    if (data_lines == 1) return std::uint8_t(mask | (reading ? 2 : 1) << first_io);
    return std::uint8_t(mask | lines_mask({data_lines, data_dtr, 1, 0}, first_io));
}

std::vector<std::uint8_t> SerialCommand::header() const {
    std::vector<std::uint8_t> out;
    out.reserve(128);
    append_phase(out, instruction, first_io);
    append_phase(out, address, first_io);
    append_phase(out, alternate, first_io);
    return out;
}

std::vector<std::uint8_t> SerialCommand::encode(std::span<const std::uint8_t> bytes) const {
    std::vector<std::uint8_t> out;
    if (data_lines == 0 || data_lines > 8) return out;
    out.reserve(half_cycles(data_lines, data_dtr, bytes.size()));
    const bool swap = octal_dtr_data() && swapped_pairs;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        append_byte(out, bytes[swap ? i ^ 1 : i], data_lines, data_dtr, data_lines == 8 ? 0 : first_io);
    return out;
}

void SerialCommand::decode(std::span<const std::uint8_t> wire, std::span<std::uint8_t> bytes) const {
    // A single line is read on IO1; every other width on the lines it writes on.
    const unsigned low = data_lines == 8 ? 0 : first_io + (data_lines == 1 ? 1 : 0);
    const unsigned step = data_dtr ? 1 : 2, mask = (1u << data_lines) - 1;
    std::size_t at = 0;
    for (auto& byte : bytes) {
        unsigned value = 0;
        for (unsigned bits = 0; bits < 8; bits += data_lines, at += step)
            value = (value << data_lines) | ((unsigned(wire[at]) >> low) & mask);
        byte = std::uint8_t(value);
    }
    if (octal_dtr_data() && swapped_pairs)
        for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) std::swap(bytes[i], bytes[i + 1]);
}

} // namespace vb
