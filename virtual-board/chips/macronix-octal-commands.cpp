// The command set of the Macronix octal families, as ST's component driver has it. Not here: lock register,
// password, SPB.
#include "chips/nor-command.hpp"

namespace vb {
namespace {

using enum NorOp;
constexpr std::uint8_t S = std::uint8_t(Protocol::spi);
constexpr std::uint8_t T = std::uint8_t(Protocol::octal_str);
constexpr std::uint8_t D = std::uint8_t(Protocol::octal_dtr);
constexpr std::uint8_t O = T | D;
constexpr auto N = NorDummy::none;
constexpr auto F = NorDummy::four;
constexpr auto E = NorDummy::eight;
constexpr auto A = NorDummy::array;
constexpr auto none = NorData::none;
constexpr auto in = NorData::in;
constexpr auto out = NorData::out;

// In OPI every register command carries a 4-byte address and reads 4 dummy cycles (the profile table of its
// SFDP). Fast boot, burst length and buffer commands in OPI: by the same pattern, no document at hand says
// it.
constexpr NorCommand kCommands[] = {
    {read, 0x03, S, 3, N, out},
    {read, 0x13, S, 4, N, out},
    {fast_read, 0x0B, S, 3, E, out},
    {fast_read, 0x0C, S, 4, E, out},
    {octal_read, 0xEC13, T, 4, A, out},
    {octal_read, 0xEE11, D, 4, A, out},
    {program, 0x02, S, 3, N, in},
    {program, 0x12, S, 4, N, in},
    {program, 0x12ED, O, 4, N, in},
    {erase_sector, 0x20, S, 3, N, none},
    {erase_sector, 0x21, S, 4, N, none},
    {erase_sector, 0x21DE, O, 4, N, none},
    {erase_block, 0xD8, S, 3, N, none},
    {erase_block, 0xDC, S, 4, N, none},
    {erase_block, 0xDC23, O, 4, N, none},
    {erase_chip, 0x60, S, 0, N, none},
    {erase_chip, 0xC7, S, 0, N, none},
    {erase_chip, 0x609F, O, 0, N, none},
    {erase_chip, 0xC738, O, 0, N, none},
    {write_enable, 0x06, S, 0, N, none},
    {write_enable, 0x06F9, O, 0, N, none},
    {write_disable, 0x04, S, 0, N, none},
    {write_disable, 0x04FB, O, 0, N, none},
    {read_status, 0x05, S, 0, N, out},
    {read_status, 0x05FA, O, 4, F, out},
    {read_configuration, 0x15, S, 0, N, out},
    {read_configuration, 0x15EA, O, 4, F, out},
    {write_status, 0x01, S, 0, N, in},
    {write_status, 0x01FE, O, 4, N, in},
    {read_configuration2, 0x71, S, 4, N, out},
    {read_configuration2, 0x718E, O, 4, F, out},
    {write_configuration2, 0x72, S, 4, N, in},
    {write_configuration2, 0x728D, O, 4, N, in},
    {read_id, 0x9F, S, 0, N, out},
    {read_id, 0x9F60, O, 4, F, out},
    {read_sfdp, 0x5A, S, 3, E, out},
    {read_sfdp, 0x5AA5, O, 4, NorDummy::twenty, out},
    {reset_enable, 0x66, S, 0, N, none},
    {reset_enable, 0x6699, O, 0, N, none},
    {reset, 0x99, S, 0, N, none},
    {reset, 0x9966, O, 0, N, none},
    {suspend, 0xB0, S, 0, N, none},
    {suspend, 0xB04F, O, 0, N, none},
    {resume, 0x30, S, 0, N, none},
    {resume, 0x30CF, O, 0, N, none},
    {power_down, 0xB9, S, 0, N, none},
    {power_down, 0xB946, O, 0, N, none},
    {release_power_down, 0xAB, S, 0, N, none},
    {release_power_down, 0xAB54, O, 0, N, none},
    {read_security, 0x2B, S, 0, N, out},
    {read_security, 0x2BD4, O, 4, F, out},
    {write_security, 0x2F, S, 0, N, none},
    {write_security, 0x2FD0, O, 0, N, none},
    {write_buffer_initial, 0x22, S, 4, N, in},
    {write_buffer_initial, 0x22DD, O, 4, N, in},
    {write_buffer_continue, 0x24, S, 4, N, in},
    {write_buffer_continue, 0x24DB, O, 4, N, in},
    {write_buffer_confirm, 0x31, S, 0, N, none},
    {write_buffer_confirm, 0x31CE, O, 0, N, none},
    {read_buffer, 0x25, S, 4, E, out},
    {read_buffer, 0x25DA, O, 4, A, out},
    {set_burst_length, 0xC0, S, 0, N, in},
    {set_burst_length, 0xC03F, O, 4, N, in},
    {read_fast_boot, 0x16, S, 0, N, out},
    {read_fast_boot, 0x16E9, O, 4, F, out},
    {write_fast_boot, 0x17, S, 0, N, in},
    {write_fast_boot, 0x17E8, O, 4, N, in},
    {erase_fast_boot, 0x18, S, 0, N, none},
    {erase_fast_boot, 0x18E7, O, 0, N, none},
    {read_dpb, 0xE0, S, 4, N, out},
    {read_dpb, 0xE01F, O, 4, F, out},
    {write_dpb, 0xE1, S, 4, N, in},
    {write_dpb, 0xE11E, O, 4, N, in},
    {gang_lock, 0x7E, S, 0, N, none},
    {gang_lock, 0x7E81, O, 0, N, none},
    {gang_unlock, 0x98, S, 0, N, none},
    {gang_unlock, 0x9867, O, 0, N, none},
    {write_protect_selection, 0x68, S, 0, N, none},
    {write_protect_selection, 0x6897, O, 0, N, none},
};

} // namespace

std::span<const NorCommand> macronix_octal_commands() { return kCommands; }

} // namespace vb
