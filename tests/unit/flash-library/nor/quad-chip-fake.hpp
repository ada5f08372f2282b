// A quad NOR chip on a board with four lines, as a bring-up reaches it: its protocol, continuous read or XIP,
// QE, Micron's configuration registers, address length, power-down. It hears by the wires, clock by clock,
// and gives nothing (FFh) to who speaks another protocol. Time does not pass in it.
#pragma once
#include "flash-library/chip-vocabulary.hpp"
#include "flash-library/chips/sequence.hpp"
#include "tests/unit/flash-library/chips/wire.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

class QuadChipFake {
  public:
    enum class Maker { Winbond, Micron, Macronix };
    // A read that goes on without an opcode: lines and rate of address and mode bits.
    struct Continuous {
        unsigned lines = 4;
        bool dtr = false;
    };

    QuadChipFake(std::uint32_t identity, std::span<const std::uint8_t> sfdp, Maker maker);

    // The port of ChipBringUp.
    bool read(const xspi::Command& command, std::uint32_t address, std::span<std::uint8_t> bytes);
    bool try_read(const xspi::Command& command, std::uint32_t address, std::span<std::uint8_t> bytes) {
        return read(command, address, bytes);
    }
    bool play(const xspi::Sequence& sequence);
    bool configure(const xspi::ChipVocabulary& chip, std::uint32_t prescaler);

    unsigned lines = 1; // of its protocol
    std::optional<Continuous> continuous;
    bool asleep = false;
    bool four_byte = false;
    std::uint8_t status = 0, status2 = 0;                            // in use
    std::uint8_t kept_status = 0, kept_status2 = 0;                  // non-volatile
    std::uint8_t volatile_configuration = 0xFB, enhanced = 0xFF;     // Micron's VCR and EVCR
    std::uint8_t enhanced_at_reset = 0xFF, volatile_at_reset = 0xFB; // NVCR
    unsigned qe_register = 2; // 1: QE is bit 6 of status register 1; 2: bit 1 of the second; 3: bit 7 of it
    bool has_31 = true, has_two_byte_01 = true, has_50 = true; // ways of writing it
    bool has_reset = true;                                     // 66h, 99h
    bool locked = false;                                       // the status registers
    std::uint8_t stuck_low = 0;                                // lines that read low when data come on four
    std::size_t transactions_left = 100'000;
    std::vector<std::uint8_t> memory;
    std::vector<std::uint32_t> prescalers; // of each configure()
    unsigned writes_for_good = 0;          // of registers
    bool fought = false;                   // it drove data while the way out of continuous read went on
    bool harmed = false;                   // it heard an erase or a program

  private:
    void reset();
    bool quad_enabled() const;
    void leave_by(const std::vector<wire::Clock>& clocks, bool high);
    void execute(std::uint8_t opcode, std::span<const std::uint8_t> data);
    void write_status(std::uint8_t opcode, std::span<const std::uint8_t> data);
    std::uint8_t register_value(std::uint8_t opcode) const;
    void answer(std::uint8_t opcode, const xspi::Command& command, std::uint32_t address,
                std::span<std::uint8_t> bytes) const;
    std::optional<std::uint8_t> hears(const wire::Transaction& transaction);

    std::uint32_t identity_;
    std::span<const std::uint8_t> sfdp_;
    Maker maker_;
    bool reset_enabled_ = false, write_enabled_ = false, volatile_enabled_ = false;
};
