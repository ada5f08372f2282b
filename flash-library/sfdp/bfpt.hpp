// Basic Flash Parameter Table (FF00h), JESD216 (9 DWORDs) to JESD216F (23), with accessors that say what the
// fields mean. A DWORD that an older table does not have counts as "not coded": times 0, features absent.
#pragma once
#include "flash-library/sfdp/parameter-table.hpp"

#include <cstdint>

namespace xspi {

// 64 bits: the chip erase of MX66UW1G45G may take 4608 s, which is more than 2^32 us.
struct TypicalAndMaximum {
    std::uint64_t typical_us = 0; // 0: not coded
    std::uint64_t maximum_us = 0;
    constexpr bool coded() const { return maximum_us != 0; }
    constexpr bool operator==(const TypicalAndMaximum&) const = default;
};

struct BfptEraseType {
    std::uint32_t size = 0; // bytes, 256 and more; 0: no such erase type
    std::uint8_t opcode = 0;
    TypicalAndMaximum time;
    constexpr bool present() const { return size != 0; }
};

enum class FastReadMode : std::uint8_t {
    Mode1S1S2S,
    Mode1S2S2S,
    Mode1S1S4S,
    Mode1S4S4S,
    Mode2S2S2S,
    Mode4S4S4S, // DWORD 1, 3..7
    Mode1S1S8S,
    Mode1S8S8S, // DWORD 17
    Mode1S1D1D,
    Mode1S2D2D,
    Mode1S4D4D,
    Mode4S4D4D, // DWORD 21..23
};

struct FastRead {
    bool supported = false;
    std::uint8_t opcode = 0;
    std::uint8_t mode_clocks = 0; // clocks of the mode byte, after the address
    std::uint8_t wait_states = 0; // dummy cycles after the mode clocks
};

enum class AddressBytes : std::uint8_t { ThreeOnly = 0, ThreeOrFour = 1, FourOnly = 2, Reserved = 3 };

// DWORD 15 bits 22:20: how the Quad Enable bit is set.
enum class QuadEnable : std::uint8_t {
    None = 0,                // no QE bit
    Sr2Bit1By01Clearing = 1, // SR2 bit 1, 01h with two bytes; 01h with one byte clears SR2
    Sr1Bit6 = 2,             // SR1 bit 6, 01h
    Sr2Bit7By3E = 3,         // SR2 bit 7, read 3Fh, write 3Eh
    Sr2Bit1By01 = 4,         // SR2 bit 1, 01h with two bytes; one byte leaves SR2 alone
    Sr2Bit1By01Read35 = 5,   // the same, SR2 readable by 35h
    Sr2Bit1By31 = 6,         // SR2 bit 1, read 35h, write 31h
    Reserved = 7,
};

// DWORD 18 bits 30:29: the second byte of an opcode in 8D-8D-8D.
enum class CommandExtension : std::uint8_t { Same = 0, Inverse = 1, Reserved = 2, Word = 3 };

struct SuspendResume {
    bool supported = false;
    std::uint8_t suspend = 0, resume = 0, program_suspend = 0, program_resume = 0; // opcodes
    std::uint64_t program_latency_ns = 0, erase_latency_ns = 0;   // suspend to ready, maximum
    std::uint32_t program_interval_us = 0, erase_interval_us = 0; // resume to next suspend
};

struct DeepPowerDown {
    bool supported = false;
    std::uint8_t enter = 0, exit = 0; // opcodes
    std::uint64_t exit_delay_ns = 0;
};

// DWORD 14 bits 7:2; without DWORD 14 the status register is what every chip has.
struct StatusPolling {
    bool status_register = true; // 05h bit 0: 1 while busy
    bool flag_status = false;    // 70h bit 7: 0 while busy
};

// DWORD 16.
struct FourByteEntry {
    bool by_b7 = false, by_write_enable_b7 = false, by_extended_address_register = false,
         by_bank_register = false;
    bool by_nonvolatile_register = false, dedicated_opcodes = false, always = false;
};
struct SoftReset {
    bool coded = false; // DWORD 16 is there
    bool by_66_99 = false, by_f0 = false, by_8_clocks_high = false, by_10_clocks_high = false,
         by_16_clocks_high = false, leave_0_4_4_first = false;
};

struct OctalFacts { // DWORD 18 to 20
    bool coded = false;
    CommandExtension extension = CommandExtension::Same;
    bool swap_bytes = false;            // 16-bit words are byte-swapped in 8D-8D-8D against 1S-1S-1S
    bool in_band_reset = false;         // JESD252 reset by CS# and IO0
    std::uint8_t str_strobe = 0;        // DWORD 18 bits 25:24, raw
    std::uint8_t enable_sequences = 0;  // DWORD 19 bits 8:4, 8S-8S-8S
    std::uint8_t disable_sequences = 0; // DWORD 19 bits 3:0
    std::uint8_t octal_enable = 0;      // DWORD 19 bits 22:20
    std::uint16_t mhz_8s = 0, mhz_8s_strobe = 0, mhz_8d = 0,
                  mhz_8d_strobe = 0; // 0: none or not characterised
};

struct Bfpt : ParameterTable<23> {
    static constexpr unsigned kFirstRevision = 9; // DWORDs of JESD216

    std::uint64_t size() const;      // bytes; 0: absurd
    std::uint32_t page_size() const; // bytes; 256 where not coded: the page of every JESD216 1.0 part
    TypicalAndMaximum page_program() const;
    TypicalAndMaximum chip_erase() const;
    BfptEraseType erase_type(unsigned number) const; // 1..4 as the standard counts
    AddressBytes address_bytes() const { return static_cast<AddressBytes>(bits(1, 18, 17)); }
    FastRead fast_read(FastReadMode mode) const;
    bool filled(unsigned number) const { // by somebody
        return has(number) && dword(number) != 0xFFFFFFFFu && dword(number) != 0;
    }
    // Not coded in nine DWORDs, nor by what JESD216 reserves.
    bool quad_enable_coded() const { return has(15) && quad_enable() != QuadEnable::Reserved; }
    // DWORD 16 bits 3:2: 50h makes the next write of the status registers a volatile one.
    bool volatile_status_write() const { return filled(16) && bits(16, 3, 2) != 0; }
    QuadEnable quad_enable() const { return static_cast<QuadEnable>(bits(15, 22, 20)); }
    SuspendResume suspend_resume() const;
    DeepPowerDown deep_power_down() const;
    StatusPolling status_polling() const;
    FourByteEntry four_byte_entry() const;
    SoftReset soft_reset() const;
    OctalFacts octal() const;
};

} // namespace xspi
