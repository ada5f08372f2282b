// One command as CCR, TCR, IR, AR and ABR describe it, and its encoding into half cycles on the wires.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace vb::xspi {

struct Phase {
    unsigned lines = 0; // 0: the phase is absent
    bool dtr = false;
    unsigned bytes = 0;
    std::uint32_t value = 0;
};

// Half cycles that n bytes take, always whole clocks.
std::uint64_t half_cycles(unsigned lines, bool dtr, std::uint64_t bytes);

struct Command {
    Phase instruction, address, alternate;
    unsigned dummy_cycles = 0;
    unsigned data_lines = 0;
    bool data_dtr = false;
    bool strobe = false;        // CCR.DQSE
    bool hold_quarter = false;  // TCR.DHQC
    bool sample_shift = false;  // TCR.SSHIFT
    bool swapped_pairs = false; // MTYP 1 and 3: D1 before D0 in octal DTR
    unsigned first_io = 0;      // MSEL: 4 = IO7:4
    bool off_board = false;     // 16 lines, two chips, or IO15:8: none of them wired here

    // Registers in the order CCR, TCR, IR, AR, ABR; DCR1 for MTYP and CR for MSEL and DMM.
    struct Registers {
        std::uint32_t ccr, tcr, ir, ar, abr, dcr1, cr;
    };
    static Command decode(const Registers& registers);

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

} // namespace vb::xspi
