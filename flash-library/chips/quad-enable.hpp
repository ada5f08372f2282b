// Sets the Quad Enable bit, by every way that JESD216 knows (BFPT DWORD 15 bits 22:20), in 1S-1S-1S. Volatile
// where the chip can: nothing that outlives its supply is changed unless it must be, and then it is said.
// Port as in chip-finding.hpp.
#pragma once
#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/sequence.hpp"
#include "flash-library/chips/vocabulary.hpp"

#include <array>
#include <cstdint>

namespace xspi {

enum class QuadEnabled : std::uint8_t {
    NotNeeded,   // the chip has no such bit: IO2 and IO3 are always there
    WasSet,      // nothing was written
    Volatile,    // until the chip loses its supply or is reset
    NonVolatile, // for good
    Refused,     // it reads 0 after every way, or the status register could not be read
};

// Where QE is. mask 0: nowhere.
struct QuadEnableBit {
    std::uint8_t read_opcode = 0;
    std::uint8_t mask = 0;
};
QuadEnableBit quad_enable_bit(QuadEnable method);

// The way to try where `method` does nothing. Winbond's and GigaDevice's generations share ids and differ in
// how status register 2 is written: by 01h with two bytes, by 31h, or by both. The same: there is no other.
QuadEnable other_way(const ChipIdentity& chip, QuadEnable method);

// The write that sets it, and its wait. status: status register 1 as it was read, which some ways write
// along; its bits stay. value: of the register with QE.
Sequence set_quad_enable(QuadEnable method, bool for_good, std::uint8_t status, std::uint8_t value);

template <typename Port>
bool read_quad_enable(Port& port, QuadEnable method, std::uint8_t& value, bool& set) {
    const QuadEnableBit bit = quad_enable_bit(method);
    set = false;
    if (!port.read(register_read(Mode::Spi, bit.read_opcode), 0, std::span(&value, 1))) return false;
    set = value != 0xFF && (value & bit.mask) != 0; // FFh: nobody drives the line
    return true;
}

// True also when the chip refuses. False: the controller did not finish.
template <typename Port> bool enable_quad(Port& port, const ChipDescription& chip, QuadEnabled& how) {
    const QuadEnable method = chip.quad_enable;
    how = QuadEnabled::NotNeeded;
    if (quad_enable_bit(method).mask == 0) return true;
    std::uint8_t value = 0, status = 0;
    bool set = false;
    if (!read_quad_enable(port, method, value, set)) return false;
    how = set ? QuadEnabled::WasSet : QuadEnabled::Refused;
    if (set || value == 0xFF) return true;
    if (!port.read(register_read(Mode::Spi, kReadStatusOpcode), 0, std::span(&status, 1))) return false;
    if (status == 0xFF) return true;
    for (const bool for_good : {false, true}) {
        if (!for_good && !chip.volatile_status_write) continue;
        for (const QuadEnable way : {method, other_way(chip.identity, method)}) {
            if (!port.play(set_quad_enable(way, for_good, status, value))) return false;
            if (!read_quad_enable(port, way, value, set)) return false;
            const bool lasts = for_good && !chip.quad.enable_forgets;
            if (set) how = lasts ? QuadEnabled::NonVolatile : QuadEnabled::Volatile;
            if (set) return true;
        }
    }
    return true;
}

} // namespace xspi
