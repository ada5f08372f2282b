#include "chips/winbond-commands.hpp"

#include "chips/quad-commands.hpp"

#include <span>

namespace vb {
namespace {

using enum NorOp;
using namespace quad;

// On every part, "Instruction Set Table 1 and 2"; table 3 has the same in QPI.
constexpr NorCommand kCommon[] = {
    plain(write_enable, 0x06),
    plain(volatile_write_enable, 0x50),
    plain(write_disable, 0x04),
    reads(read_status, 0x05),
    reads(read_status2, 0x35),
    writes(write_status, 0x01),
    reads(read_id, 0x9F),
    with_address(reads(read_manufacturer_id, 0x90), 3),
    with_dummies(reads(release_power_down, 0xAB, kSpi), 24),
    with_dummies(reads(read_unique_id, 0x4B, kSpi), 32),
    with_dummies(with_address(reads(read_sfdp, 0x5A, kSpi), 3), 8),
    with_address(reads(read, 0x03, kSpi)),
    array_read(0x0B, 1, 1, 0, 8),
    array_read(0x3B, 1, 2, 0, 8),
    array_read(0xBB, 2, 2, 4, 0),
    array_read(0x6B, 1, 4, 0, 8),
    array_read(0xEB, 4, 4, 2, 4),
    quad::program(0x02, 1, 1),
    quad::program(0x32, 1, 4),
    quad::erase(0x20),
    quad::erase(0x52),
    quad::erase(0xD8),
    plain(erase_chip, 0xC7),
    plain(erase_chip, 0x60),
    plain(suspend, 0x75),
    plain(resume, 0x7A),
    plain(power_down, 0xB9),
    plain(reset_enable, 0x66),
    plain(reset, 0x99),
    plain(no_operation, 0xFF, kSpi), // ends a continuous read, else nothing
};

constexpr NorCommand kJv[] = {
    reads(read_status3, 0x15),
    writes(write_status2, 0x31),
    writes(write_status3, 0x11),
    with_address(plain(lock_block, 0x36)),
    with_address(plain(unlock_block, 0x39)),
    with_address(reads(read_block_lock, 0x3D)),
    plain(gang_lock, 0x7E),
    plain(gang_unlock, 0x98),
};

constexpr NorCommand qpi_read(unsigned opcode, unsigned mode, bool wraps = false) {
    NorCommand c = with_model_dummies(with_address(reads(fast_read, opcode, kQpi)));
    c.mode_clocks = std::uint8_t(mode);
    c.wraps = wraps;
    return c;
}
constexpr NorCommand qpi_dtr_read(unsigned opcode, unsigned mode, unsigned dummies, bool wraps = false) {
    return in_dtr(with_dummies(qpi_read(opcode, mode, wraps), dummies));
}

constexpr NorCommand kQpiOnes[] = {
    plain(enter_qpi, 0x38, kSpi),
    plain(exit_qpi, 0xFF, kQpi),
    writes(set_read_parameters, 0xC0, kQpi),
    with_dummies(reads(release_power_down, 0xAB, kQpi), 6),
    qpi_read(0x0B, 0),
    qpi_read(0x0C, 0, true),
    qpi_read(0xEB, 2),
    quad::program(0x02, 0, 0, kAddressByMode, kQpi),
};

// EDh has 4 dummy clocks after M7-0 in the text of W25Q64JV-DTR's data sheet (8.2.24) and 7 in its tables and
// figures. WeAct's boot code for STM32H743 sends 4 and starts their boards.
constexpr unsigned kDtrQuadDummies = 4;
constexpr NorCommand kDtr[] = {
    in_dtr(array_read(0x0D, 1, 1, 0, 6)),
    in_dtr(array_read(0xBD, 2, 2, 2, 4)),
    in_dtr(array_read(0xED, 4, 4, 1, kDtrQuadDummies)),
    qpi_dtr_read(0x0D, 0, 8),
    qpi_dtr_read(0x0E, 0, 8, true),
    qpi_dtr_read(0xED, 1, kDtrQuadDummies),
};

constexpr NorCommand kFourByte[] = {
    plain(enter_four_byte, 0xB7),
    plain(exit_four_byte, 0xE9),
    reads(read_extended_address, 0xC8),
    writes(write_extended_address, 0xC5),
    with_address(reads(read, 0x13, kSpi), 4),
    array_read(0x0C, 1, 1, 0, 8, 4),
    array_read(0x3C, 1, 2, 0, 8, 4),
    array_read(0xBC, 2, 2, 4, 0, 4),
    array_read(0x6C, 1, 4, 0, 8, 4),
    array_read(0xEC, 4, 4, 2, 4, 4),
    quad::program(0x12, 1, 1, 4),
    quad::program(0x34, 1, 4, 4),
    quad::erase(0x21, 4),
    quad::erase(0xDC, 4),
};

// 77h: three bytes of anything and W7-0, all on four lines.
constexpr NorCommand burst_with_wrap() {
    NorCommand c = with_address(writes(set_burst_length, 0x77, kSpi), 3);
    c.address_lines = c.data_lines = 4;
    return c;
}

void add(std::vector<NorCommand>& to, std::span<const NorCommand> commands) {
    to.insert(to.end(), commands.begin(), commands.end());
}

} // namespace

std::span<const NorCommand> winbond_four_byte_commands() { return kFourByte; }

std::vector<NorCommand> winbond_commands(const WinbondCommands& set) {
    std::vector<NorCommand> all;
    add(all, kCommon);
    all.push_back(burst_with_wrap());
    if (set.jv) add(all, kJv);
    if (set.qpi) add(all, kQpiOnes);
    if (set.dtr) add(all, kDtr);
    if (set.four_byte) add(all, kFourByte);
    return all;
}

} // namespace vb
