// The registers of a Macronix octal NOR chip. WIP and the suspend bits come from the operation.
#pragma once
#include "chips/nor-command.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace vb {

class NorRegisters {
  public:
    // Non-volatile bits in the factory state; then as after power-on.
    NorRegisters() { load_defaults(); }
    void load_defaults(); // power-on and every reset: volatile state from the non-volatile defaults

    Protocol protocol() const;
    unsigned dummy_cycles() const { return 20 - 2 * (cr2_[kDummy] & 7); }
    bool strobe_in_str() const { return cr2_[kStrobe] & 2; }
    unsigned wrap_bytes() const; // 0: linear reads

    std::uint8_t status(bool wip, bool wel) const {
        return std::uint8_t(block_protect_ << 2 | wel << 1 | unsigned(wip));
    }
    void write_status(std::uint8_t value) { block_protect_ = value >> 2 & 15; }
    unsigned block_protect() const { return block_protect_; }

    std::uint8_t configuration() const { return configuration_; }
    void write_configuration(std::uint8_t value);
    bool protect_from_bottom() const { return configuration_ & 8; }

    // Whether such a write of SR and CR changes a non-volatile bit: BP, TB.
    bool changes_cells(std::optional<std::uint8_t> status, std::optional<std::uint8_t> configuration) const {
        return (status && (*status >> 2 & 15) != block_protect_) ||
               (configuration && *configuration & ~configuration_ & 8);
    }

    std::uint8_t security(bool program_suspended, bool erase_suspended) const;
    void lock_secured_otp() { ldso_ = true; }

    // SOPI and DOPI: in use, or also the non-volatile default.
    void set_mode(Protocol protocol, bool as_default);

    struct Cr2Write {
        enum Verdict { done, reserved, not_modelled } verdict;
        std::string why;
    };
    static bool has_configuration2(std::uint32_t address);
    std::uint8_t configuration2(std::uint32_t address) const;
    Cr2Write write_configuration2(std::uint32_t address, std::uint8_t value);
    static bool configuration2_is_non_volatile(std::uint32_t address) { return address & 0x40000000; }

    void set_burst_length(std::uint8_t value) { cr2_[kWrap] = value & 0x13; }

    bool program_failed = false, erase_failed = false;
    bool wpsel = false;                                            // one-time programmable
    std::array<std::uint8_t, 4> fast_boot{0xFF, 0xFF, 0xFF, 0xFF}; // non-volatile, FBE# (bit 0) = 1: off

  private:
    // Index = address bits 10:8.
    enum { kMode = 0, kStrobe = 2, kDummy = 3, kEcs = 4, kPreamble = 5, kDrive = 6, kWrap = 7 };

    std::array<std::uint8_t, 8> cr2_{}; // volatile, in use
    std::array<std::uint8_t, 8> defaults_{0, 0, 0, 0,
                                          0, 0, 7, 0}; // at 0x40000000; ODS 7 as RDCR reads at delivery
    std::uint8_t block_protect_ = 0;                   // non-volatile
    std::uint8_t configuration_ = 7;
    bool ldso_ = false;
};

} // namespace vb
