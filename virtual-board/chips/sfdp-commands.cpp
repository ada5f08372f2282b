#include "chips/sfdp-commands.hpp"

#include "chips/quad-commands.hpp"

namespace vb {
namespace {

using enum NorOp;
using namespace quad;

// One of the fields of DWORDs 3 to 7: opcode, mode clocks, wait states.
struct Read {
    unsigned opcode, mode, wait;
};
Read field(const SfdpTable& t, unsigned dword, unsigned low) {
    return {t.bits(dword, low + 15, low + 8), t.bits(dword, low + 7, low + 5), t.bits(dword, low + 4, low)};
}

NorCommand read_of(const Read& r, unsigned address_lines, unsigned data_lines,
                   unsigned bytes = kAddressByMode, unsigned opcode = 0) {
    return array_read(opcode ? opcode : r.opcode, address_lines, data_lines, r.mode, r.wait, bytes);
}

struct Builder {
    const SfdpTables& tables;
    const NorPart& part;
    const SfdpTable& basic;
    std::uint8_t protocols; // kSpi, or kBoth where the chip has 4S-4S-4S
    std::vector<NorCommand> all;

    void add(NorCommand c) {
        c.protocols &= protocols;
        if (c.protocols) all.push_back(c);
    }
    void always();
    void reads_of_array();
    void four_lines_throughout();
    void quad_enable();
    void erases();
    void modes();
    void four_byte_opcodes();
};

void Builder::always() {
    add(plain(write_enable, 0x06));
    add(plain(write_disable, 0x04));
    add(reads(read_status, 0x05));
    add(writes(write_status, 0x01));
    add(reads(read_id, 0x9F));
    add(with_dummies(with_address(reads(read_sfdp, 0x5A), 3), 8));
    add(with_address(reads(read, 0x03, kSpi)));
    add(array_read(0x0B, 1, 1, 0, 8));
    add(quad::program(0x02, 1, 1));
    add(plain(erase_chip, 0xC7));
    add(plain(erase_chip, 0x60));
    add(plain(no_operation, 0xFF, kSpi));
}

// DWORD 1 says which there are, DWORDs 3 and 4 how they look.
void Builder::reads_of_array() {
    if (basic.bits(1, 16, 16)) add(read_of(field(basic, 4, 0), 1, 2));
    if (basic.bits(1, 20, 20)) add(read_of(field(basic, 4, 16), 2, 2));
    if (basic.bits(1, 22, 22)) add(read_of(field(basic, 3, 16), 1, 4));
    if (basic.bits(1, 21, 21)) add(read_of(field(basic, 3, 0), 4, 4));
}

// 4S-4S-4S: DWORD 5 bit 4, DWORD 7; how to get there and back: DWORD 15 bits 8:4 and 3:0.
void Builder::four_lines_throughout() {
    if (!(protocols & kQpi)) return;
    const Read r = field(basic, 7, 16);
    NorCommand c = with_dummies(with_address(reads(fast_read, r.opcode, kQpi)), r.wait);
    c.mode_clocks = std::uint8_t(r.mode);
    add(c);
    add(quad::program(0x02, 0, 0, kAddressByMode, kQpi));
    const unsigned enter = basic.bits(15, 8, 4), leave = basic.bits(15, 3, 0);
    if (enter & 3) add(plain(enter_qpi, 0x38, kSpi));
    if (enter & 4) add(plain(enter_qpi, 0x35, kSpi));
    if (leave & 1) add(plain(exit_qpi, 0xFF, kQpi));
    if (leave & 2) add(plain(exit_qpi, 0xF5, kQpi));
}

void Builder::quad_enable() {
    switch (part.traits.quad_enable) {
    case NorQuadEnable::status2_bit7:
        add(reads(read_status2, 0x3F));
        add(writes(write_status2, 0x3E));
        break;
    case NorQuadEnable::status2_bit1_cleared:
    case NorQuadEnable::status2_bit1:
    case NorQuadEnable::status2_bit1_by_wrsr: add(reads(read_status2, 0x35)); break;
    case NorQuadEnable::status2_bit1_by_31:
        add(reads(read_status2, 0x35));
        add(writes(write_status2, 0x31));
        break;
    default: break;
    }
    if (basic.bits(16, 6, 0) & 0x0C) add(plain(volatile_write_enable, 0x50)); // DWORD 16: SR written volatile
}

void Builder::erases() {
    for (std::size_t i = 0; i < part.erase_types.size(); ++i) {
        const unsigned opcode = part.erase_types[i].opcodes[0];
        bool again = false; // one opcode for several sizes, as the sector map says
        for (std::size_t k = 0; k < i; ++k) again |= part.erase_types[k].opcodes[0] == opcode;
        if (!again) add(quad::erase(opcode));
    }
}

// Reset, suspend, deep power-down, 4-byte mode. Tables of nine DWORDs do not say: they are taken to have the
// reset, and B7h and E9h if they can have 4-byte addresses.
void Builder::modes() {
    const bool silent = !basic.has(16);
    if (silent || basic.bits(16, 12, 12)) {
        add(plain(reset_enable, 0x66));
        add(plain(reset, 0x99));
    }
    if (basic.has(13) && !basic.bits(12, 31, 31)) {
        add(plain(suspend, basic.bits(13, 31, 24)));
        add(plain(resume, basic.bits(13, 23, 16)));
        if (basic.bits(13, 15, 8) != basic.bits(13, 31, 24)) add(plain(suspend, basic.bits(13, 15, 8)));
        if (basic.bits(13, 7, 0) != basic.bits(13, 23, 16)) add(plain(resume, basic.bits(13, 7, 0)));
    }
    if (basic.has(14) && !basic.bits(14, 31, 31)) {
        add(plain(power_down, basic.bits(14, 30, 23)));
        add(plain(release_power_down, basic.bits(14, 22, 15)));
    }
    if (!sfdp_has_four_byte_mode(basic)) return;
    const unsigned enter = basic.bits(16, 31, 24), leave = basic.bits(16, 23, 14);
    if (silent || enter & 3) add(plain(enter_four_byte, 0xB7));
    if (silent || leave & 3) add(plain(exit_four_byte, 0xE9));
    if (enter & 4) {
        add(reads(read_extended_address, 0xC8));
        add(writes(write_extended_address, 0xC5));
    }
}

// FF84: DWORD 1 has a bit for each, the erase opcodes are in DWORD 2.
void Builder::four_byte_opcodes() {
    const SfdpTable* table = tables.find(0xFF84);
    if (!table) return;
    const auto has = [&](unsigned bit) { return table->bits(1, bit, bit); };
    if (has(0)) add(with_address(reads(read, 0x13, kSpi), 4));
    if (has(1)) add(array_read(0x0C, 1, 1, 0, 8, 4));
    if (has(2)) add(read_of(field(basic, 4, 0), 1, 2, 4, 0x3C));
    if (has(3)) add(read_of(field(basic, 4, 16), 2, 2, 4, 0xBC));
    if (has(4)) add(read_of(field(basic, 3, 16), 1, 4, 4, 0x6C));
    if (has(5)) add(read_of(field(basic, 3, 0), 4, 4, 4, 0xEC));
    if (has(6)) add(quad::program(0x12, 1, 1, 4));
    if (has(7)) add(quad::program(0x34, 1, 4, 4));
    if (has(8)) add(quad::program(0x3E, 4, 4, 4));
    for (unsigned i = 0; i < 4; ++i)
        if (has(9 + i)) add(quad::erase(table->bits(2, 8 * i + 7, 8 * i), 4));
}

} // namespace

bool sfdp_has_four_byte_mode(const SfdpTable& basic) { return basic.bits(1, 18, 17) == 1; }

std::vector<NorCommand> sfdp_commands(const SfdpTables& tables, const NorPart& part) {
    const SfdpTable& basic = *tables.find(0xFF00);
    Builder b{tables, part, basic, basic.bits(5, 4, 4) ? kBoth : kSpi, {}};
    b.always();
    b.reads_of_array();
    b.four_lines_throughout();
    b.quad_enable();
    b.erases();
    b.modes();
    b.four_byte_opcodes();
    return std::move(b.all);
}

} // namespace vb
