// Protection of blocks by the chip's own registers: what is protected, and how that is changed.
#pragma once
#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/mode.hpp"
#include "flash-library/chips/protection.hpp"
#include "openocd-driver/json.hpp"
#include "openocd-driver/run/agent-flash.hpp"

#include <span>
#include <string>
#include <vector>

namespace xspi {

// As read from the chip; addresses are offsets in it.
struct ProtectionState {
    ProtectionScheme scheme = ProtectionScheme::None;
    ProtectionRegisters registers;
    std::vector<std::uint8_t> locks;    // SST26: the block-protection register, as it is read
    bool individual = false;            // one bit per block instead of the block-protect bits
    std::vector<ProtectedRange> ranges; // protected; by individual bits only as far as was asked for
    // "BP = 15, TB = 0 (SR 0x3C, CR 0x07)"
    std::string bits() const;
    bool known() const; // `ranges` says all
    Json facts() const;
};

class ChipProtection {
  public:
    // The chip is in `mode`, 1S-1S-1S or 8D-8D-8D, and the controller configured for it. base: the address of
    // its first byte, for what people read. known: the registers as they were read in 1S-1S-1S. Macronix's CR
    // has an odd address in 8D-8D-8D, which the controller does not send; TB in it is never changed from
    // here.
    ChipProtection(AgentFlash& flash, const ChipDescription& chip, Mode mode, std::uint32_t base,
                   const ProtectionRegisters& known = {})
        : flash_(flash), chip_(chip), mode_(mode), base_(base), known_(known),
          scheme_(chip.eeprom() ? ProtectionScheme::Eeprom : protection_scheme(chip.identity, chip.size)) {}

    // The registers are read once. Individual bits are asked for where they meet one of `of` (ascending),
    // each once; that may be all of the chip.
    ProtectionState state(std::span<const ProtectedRange> of);
    ProtectionState state(const ProtectedRange& of) { return state({&of, 1}); }
    // Makes this range protected, or not, and nothing else. Says what was written and how long it lasts.
    // Throws Failure XSPI-0603 to 0607.
    std::string change(const ProtectedRange& range, bool on);
    // Individual bits only; they go with the chip's power, and perhaps with its reset.
    void change_individual(const ProtectedRange& range, bool on);
    // SST26: the whole block-protection register, as ProtectionState::locks has it.
    void write_locks(std::span<const std::uint8_t> locks);

  private:
    Command register_command(std::uint8_t opcode, bool reads) const;
    std::uint8_t read_register(std::uint8_t opcode);
    void write(const Command& command, std::uint32_t address, std::span<const std::uint8_t> data,
               std::uint32_t busy_us);
    bool has_third_register() const;
    ProtectionRegisters read_registers();
    void write_registers(const ProtectionRegisters& registers);
    Command block_command(std::uint8_t macronix, std::uint8_t winbond, bool reads) const;
    bool locked(std::uint32_t address);
    std::vector<std::uint8_t> read_locks();
    ProtectionState locks_state(std::span<const ProtectedRange> of);
    std::string change_locks(const ProtectedRange& range, bool on);
    std::string text_of(const ProtectedRange& range) const; // by addresses
    std::string change_bits(const ProtectionState& now, const ProtectedRange& range, bool on);

    AgentFlash& flash_;
    const ChipDescription& chip_;
    Mode mode_;
    std::uint32_t base_;
    ProtectionRegisters known_;
    ProtectionScheme scheme_;
};

} // namespace xspi
