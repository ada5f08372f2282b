// One command of ST's serial memory controllers, and its encoding into half cycles on the wires.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace vb {

struct SerialPhase {
    unsigned lines = 0; // 0: the phase is absent
    bool dtr = false;
    unsigned bytes = 0;
    std::uint32_t value = 0;
};

// Half cycles that n bytes take, always whole clocks.
std::uint64_t half_cycles(unsigned lines, bool dtr, std::uint64_t bytes);

struct SerialCommand {
    SerialPhase instruction, address, alternate;
    unsigned dummy_cycles = 0;
    unsigned data_lines = 0;
    bool data_dtr = false;
    bool sample_shift = false;  // data are sampled half a cycle later
    bool swapped_pairs = false; // D1 before D0 in octal DTR
    unsigned first_io = 0;      // 4: a narrow command is on IO7:4

    bool any_dtr() const;
    bool octal_dtr_data() const { return data_lines == 8 && data_dtr; }
    // Bytes moved in the smallest whole number of clocks.
    unsigned data_unit() const { return octal_dtr_data() ? 2 : 1; }
    std::uint64_t header_clocks() const; // instruction, address, alternate bytes and dummy cycles
    std::uint64_t data_clocks(std::uint64_t bytes) const;
    std::uint8_t io_lines(bool reading) const; // lines that must be connected

    std::vector<std::uint8_t> header() const; // instruction, address, alternate bytes
    // `bytes` holds whole units (see data_unit).
    std::vector<std::uint8_t> encode(std::span<const std::uint8_t> bytes) const;
    void decode(std::span<const std::uint8_t> wire, std::span<std::uint8_t> bytes) const;
};

} // namespace vb
