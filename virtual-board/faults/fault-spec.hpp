// Declared faults of the command line (--fault SPEC), as words and numbers.
#pragma once
#include "core/data-fault.hpp"
#include "core/operations.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace vb {

struct FaultSpec {
    enum class Kind {
        Stuck,           // stuck:IO3=0: that line is held at that level
        Swap,            // swap:IO2,IO3: crossed between controller and chip
        Absent,          // absent: no chip on the pads
        Dqs,             // dqs: the strobe is open
        Unpowered,       // unpowered: the chip has no supply
        DeadSector,      // dead-sector:0x10000: does not erase any more
        ProtectedSector, // protected-sector:0x10000: refuses, whatever the chip's registers say
        WeakBit,         // weak-bit:0x21005:3=1: a cell that ends up so, and the chip reports success
        FlipRead,        // flip-read:0x20005000:3:2: a bit of what the probe reads there, the second time
        FlipWrite,       // flip-write:0x20005000:3:2+: of what it writes there, from the second time on
        NoiseRead,       // noise-read:7:100000: a bit in so many bytes that it reads, at places of that seed
        NoiseWrite,      // noise-write:7:100000:0x24000000-0x24071FFF: that it writes, only there
        RegisterBit,     // stuck-bit:0x5802480C:15=0: a bit of the microcontroller's registers
        NoHalt,          // no-halt: the core neither runs nor halts
        NrstLow,         // nrst-low: the reset line is held low
        ResetAt,         // reset-at:300ms: somebody pulls NRST then
        NoSupply,        // no-supply: the board is off
        SupplyLost,      // supply-lost:300ms: it goes off then
        Swd,             // swd: SWDIO or SWCLK is open
        Unplug,          // unplug:300ms: the probe's USB plug is pulled then
        UsbUnplug,       // usb-unplug:300ms, usb-unplug:#7.5: the plug of the board's own USB
        Pause,           // pause:#3: the board stands still then, until somebody lets it go on
        SecondProbe      // second-probe: another probe at the same host, listed first
    };
    Kind kind;
    unsigned line = 0, other_line = 0; // IO lines
    bool level = false;
    std::uint32_t address = 0; // in the chip, or of a register
    unsigned bit = 0;          // of that register, or byte of the chip
    // After power-on, or at an operation of a flash (its number is not 0): #3, #3.5 in its middle, #int3.
    Picoseconds at = 0;
    OperationMoment operation = {};
    bool internal = false; // that flash
    BitFlip flip = {};
    BitNoise noise = {};
};

// Nothing, with a sentence in `why`, if it is not understood.
std::optional<FaultSpec> parse_fault(const std::string& spec, std::string& why);

} // namespace vb
