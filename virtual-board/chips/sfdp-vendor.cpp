#include "chips/sfdp-vendor.hpp"

#include "chips/quad-commands.hpp"
#include "chips/winbond-commands.hpp"

#include <iterator>
#include <span>

namespace vb {
namespace {

using enum NorOp;
using namespace quad;

constexpr NorCommand kWinbond[] = {
    plain(volatile_write_enable, 0x50),
    reads(read_status2, 0x35),
    writes(write_status2, 0x31),
    with_address(reads(read_manufacturer_id, 0x90), 3),
    with_dummies(reads(read_unique_id, 0x4B, kSpi), 32),
    quad::program(0x32, 1, 4), // on every W25Q with four lines (data sheets of W25Q16JV to W25Q128FV)
};
// The generation from JV and JW on, which has sixteen DWORDs.
constexpr NorCommand kWinbondJv[] = {
    reads(read_status3, 0x15),
    writes(write_status3, 0x11),
    with_address(plain(lock_block, 0x36)),
    with_address(plain(unlock_block, 0x39)),
    with_address(reads(read_block_lock, 0x3D)),
    plain(gang_lock, 0x7E),
    plain(gang_unlock, 0x98),
};

constexpr NorCommand kMicron[] = {
    reads(read_flag_status, 0x70),
    plain(clear_flag_status, 0x50),
    reads(read_nonvolatile_configuration, 0xB5),
    writes(write_nonvolatile_configuration, 0xB1),
    reads(read_volatile_configuration, 0x85),
    writes(write_volatile_configuration, 0x81),
    reads(read_enhanced_configuration, 0x65),
    writes(write_enhanced_configuration, 0x61),
    reads(read_id, 0x9E, kSpi),
    reads(read_id, 0xAF, kQpi),
    quad::program(0x32, 1, 4), // N25Q128A and MT25QL128, quad input fast program
};

constexpr NorCommand kMacronix[] = {reads(read_configuration, 0x15), reads(read_security, 0x2B),
                                    quad::program(0x38, 4, 4)}; // 4PP (MX25L12835F, MX25L25635F)

constexpr NorCommand kSst26[] = {
    reads(read_configuration, 0x35, kSpi),
    reads(read_block_protection, 0x72, kSpi),
    writes(write_block_protection, 0x42),
    plain(lock_block_protection, 0x8D),
    plain(gang_unlock, 0x98),
};

void add(NorPart& part, std::span<const NorCommand> commands) {
    part.commands.insert(part.commands.end(), commands.begin(), commands.end());
}

// Opcodes that take four address bytes: W25Q256JV has them with and without FF84h in its SFDP.
void make_winbond_big(NorPart& part) {
    add(part, winbond_four_byte_commands());
    for (NorErase& type : part.erase_types) {
        if (type.opcodes[1] != 0) continue;
        if (type.opcodes[0] == 0x20) type.opcodes[1] = 0x21;
        if (type.opcodes[0] == 0xD8) type.opcodes[1] = 0xDC;
    }
}

void make_winbond(NorPart& part, std::size_t words) {
    part.family = NorFamily::winbond;
    part.traits.continuous = NorContinuous::m5_4_is_10;
    part.traits.bp3 = part.bytes > 16u << 20;
    part.traits.one_byte_clears_status2 = words < 16;
    part.traits.status3 = words >= 16;
    add(part, kWinbond);
    if (words < 16) return;
    add(part, kWinbondJv);
    if (part.bytes > 16u << 20) make_winbond_big(part);
}

// Their reads have as many dummy clocks as VCR says; what the tables call mode clocks are the first of them.
void make_micron(NorPart& part, std::size_t words) {
    part.family = NorFamily::micron;
    for (NorCommand& c : part.commands) {
        if (c.op == read_id) c.protocols &= kSpi; // AFh in the quad protocol
        if (c.op != fast_read) continue;
        c.dummy_clocks = std::uint8_t(c.dummy_clocks + c.mode_clocks);
        c.mode_clocks = 0;
        c.dummy = NorDummy::model;
    }
    if (words < 16) part.traits.four_byte_needs_write_enable = true; // N25Q
    add(part, kMicron);
}

} // namespace

void add_vendor_registers(NorPart& part, std::size_t words) {
    switch (part.id[0]) {
    case 0xEF: make_winbond(part, words); break;
    case 0x20: make_micron(part, words); break;
    case 0xC2: add(part, kMacronix); break;
    case 0xBF:
        if (part.id[1] != 0x26) break;
        part.family = NorFamily::sst26;
        part.traits.continuous = NorContinuous::is_ax;
        add(part, kSst26);
        break;
    default: break;
    }
}

} // namespace vb
