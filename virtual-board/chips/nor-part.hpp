// What distinguishes one serial NOR part from another: figures and its command set, no behaviour.
#pragma once
#include "chips/nor-command.hpp"
#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace vb {

// Which of the durations a chip takes. Worn: three times typical, never above the maximum.
enum class Timing { typical, maximum, worn };

struct NorDuration {
    Picoseconds typical = 0, maximum = 0;
    Picoseconds of(Timing timing) const;
};

struct NorErase {
    std::uint32_t bytes;
    NorDuration time;
    Picoseconds abort_recovery; // a reset during this operation takes so long
};

// The highest clock at which array reads with so many dummy cycles give valid data.
struct NorReadLimit {
    unsigned dummy_cycles;
    std::uint64_t hz;
};

struct NorPart {
    const char* name;
    std::array<std::uint8_t, 3> id; // RDID
    std::uint32_t bytes, page;
    std::span<const std::uint8_t> sfdp;
    std::span<const NorCommand> commands;

    NorErase sector, block, chip;
    NorDuration program, write_register;
    Picoseconds program_abort_recovery, write_register_abort_recovery;
    Picoseconds reset_recovery, reset_pin_recovery, power_down_exit;
    Picoseconds program_suspend, erase_suspend;                     // latencies until WIP falls
    Picoseconds program_resume_to_suspend, erase_resume_to_suspend; // less than this makes no progress

    std::uint64_t read_hz, spi_hz, octal_hz; // READ 03h/13h; everything else in SPI; OPI
    std::span<const NorReadLimit> octal_read_limits;
};

extern const NorPart kMx25uw12845g;
extern const NorPart kMx25uw25645g;
extern const NorPart kMx66uw1g45g;

} // namespace vb
