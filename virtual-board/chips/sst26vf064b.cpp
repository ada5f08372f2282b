// SST26VF064B: 8 MiB, 3 V. Erases 8, 32 or 64 KiB by one opcode, as the address is; locked at power-up.
#include "chips/nor-parts.hpp"
#include "chips/quad-commands.hpp"
#include "chips/sfdp-bytes.hpp"

namespace vb {
namespace {

using enum NorOp;
using namespace quad;
constexpr std::uint64_t kMHz = 1'000'000;

constexpr NorCommand sqi_read(unsigned opcode, unsigned mode, unsigned dummies, bool wraps) {
    NorCommand c = with_dummies(with_address(reads(fast_read, opcode, kQpi), 3), dummies);
    c.mode_clocks = std::uint8_t(mode);
    c.wraps = wraps;
    return c;
}

// Data sheet DS20005119, table 5-1.
constexpr NorCommand kCommands[] = {
    plain(no_operation, 0x00),
    plain(reset_enable, 0x66),
    plain(reset, 0x99),
    plain(enter_qpi, 0x38, kSpi),
    plain(exit_qpi, 0xFF, kQpi),
    plain(no_operation, 0xFF, kSpi),
    reads(read_status, 0x05, kSpi),
    with_dummies(reads(read_status, 0x05, kQpi), 2),
    writes(write_status, 0x01),
    reads(read_configuration, 0x35, kSpi),
    with_dummies(reads(read_configuration, 0x35, kQpi), 2),
    with_address(reads(read, 0x03, kSpi), 3),
    array_read(0x0B, 1, 1, 0, 8, 3),
    array_read(0x3B, 1, 2, 0, 8, 3),
    array_read(0xBB, 2, 2, 4, 0, 3),
    array_read(0x6B, 1, 4, 0, 8, 3),
    array_read(0xEB, 4, 4, 2, 4, 3),
    sqi_read(0x0B, 2, 4, false),
    sqi_read(0x0C, 2, 4, true),
    writes(set_burst_length, 0xC0),
    reads(read_id, 0x9F, kSpi),
    with_dummies(reads(read_id, 0xAF, kQpi), 2),
    with_dummies(with_address(reads(read_sfdp, 0x5A, kSpi), 3), 8),
    plain(write_enable, 0x06),
    plain(write_disable, 0x04),
    quad::erase(0x20, 3),
    quad::erase(0xD8, 3),
    plain(erase_chip, 0xC7),
    quad::program(0x02, 1, 1, 3),
    quad::program(0x02, 0, 0, 3, kQpi),
    quad::program(0x32, 1, 4, 3),
    plain(suspend, 0xB0),
    plain(resume, 0x30),
    reads(read_block_protection, 0x72, kSpi),
    with_dummies(reads(read_block_protection, 0x72, kQpi), 2),
    writes(write_block_protection, 0x42),
    plain(lock_block_protection, 0x8D),
    plain(gang_unlock, 0x98),
};

} // namespace

NorPart sst26vf064b() {
    constexpr NorDuration kErase{18 * kPerMillisecond, 25 * kPerMillisecond};
    constexpr Picoseconds kReset = 1 * kPerMillisecond;
    NorPart part{};
    part.name = "SST26VF064B";
    part.family = NorFamily::sst26;
    part.id = {0xBF, 0x26, 0x43};
    part.bytes = 8u << 20;
    part.page = 256;
    part.commands.assign(std::begin(kCommands), std::end(kCommands));
    part.erase_types = {{4u << 10, kErase, kReset, {0x20, 0}},
                        {8u << 10, kErase, kReset, {0xD8, 0}},
                        {32u << 10, kErase, kReset, {0xD8, 0}},
                        {64u << 10, kErase, kReset, {0xD8, 0}}};
    part.regions = {{32u << 10, 0x3}, {32u << 10, 0x5}, {0x7E0000, 0x9}, {32u << 10, 0x5}, {32u << 10, 0x3}};
    part.chip = {part.bytes, {35 * kPerMillisecond, 50 * kPerMillisecond}, kReset, {}};
    part.program = {1 * kPerMillisecond, 1500 * kPerMicrosecond};
    part.write_register = {10 * kPerMillisecond, 25 * kPerMillisecond};
    part.program_abort_recovery = 100 * kPerMicrosecond;
    part.write_register_abort_recovery = kReset;
    part.reset_recovery = part.reset_pin_recovery = 1 * kPerMicrosecond;
    part.program_suspend = part.erase_suspend = 25 * kPerMicrosecond;
    part.read_hz = 40 * kMHz;
    part.spi_hz = 104 * kMHz;
    part.traits.hold_pin = true;
    part.traits.continuous = NorContinuous::is_ax;
    // Basic table as read from a chip; the sector map by the data sheet. The vendor's own table (BFh) is left
    // out.
    part.sfdp = sfdp_bytes(
        6,
        {{0xFF00,
          6,
          0x30,
          {0xFFF120FD, 0x03FFFFFF, 0x6B08EB44, 0xBB803B08, 0xFFFFFFFE, 0xFF00FFFF, 0x0B44FFFF, 0xD80D200C,
           0xD810D80F, 0x24489120, 0x811D6F80, 0x38770FED, 0xB030B030, 0xFFFFFFF7, 0xFF5CC229, 0x80C030F0}},
         {0xFF81, 0, 0x100, {0xFF0400FF, 0x00007FF3, 0x00007FF5, 0x007DFFF9, 0x00007FF5, 0x00007FF3}}});
    return part;
}

} // namespace vb
