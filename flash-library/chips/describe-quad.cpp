#include "flash-library/chips/describe-quad.hpp"
#include "flash-library/chips/vendor-quad.hpp"

namespace xspi {
namespace {

constexpr unsigned kQuadEnableDword = 15, kStatusWriteDword = 16;

// Both opcodes are the same on every chip. One dump of a clone names 3Bh, which is 1S-1S-2S everywhere else.
FastRead believed(const FastRead& read, std::uint8_t opcode) {
    return read.opcode == opcode ? read : FastRead{};
}

bool takes_volatile_writes(const Bfpt& table, const VendorQuad& vendor) {
    if (!table.filled(kStatusWriteDword)) return vendor.volatile_status;
    return table.volatile_status_write();
}

void take_enable(const Bfpt& table, const VendorQuad& vendor, ChipDescription& chip) {
    const bool coded = table.quad_enable_coded();
    chip.quad_enable_known = coded || vendor.known;
    chip.quad_enable = coded ? table.quad_enable() : vendor.enable;
    chip.quad.enable_forgets = vendor.enable_forgets;
    chip.volatile_status_write = takes_volatile_writes(table, vendor);
    if (table.filled(kQuadEnableDword))
        chip.quad.enter_qpi = static_cast<std::uint8_t>(table.bits(kQuadEnableDword, 8, 4));
}

// FF84h decides where it is there.
void take_four_byte(const FourByteTable& table, const VendorQuad& vendor, QuadDescription& quad) {
    if (!table.present()) {
        quad.four_byte_output = quad.four_byte_input_output = vendor.four_byte_program != 0;
        quad.four_byte_program = vendor.four_byte_program;
        return;
    }
    quad.four_byte_output = table.read_6c();
    quad.four_byte_input_output = table.read_ec();
    const bool has_it = quad.program_address_on_four ? table.program_3e() : table.program_34();
    quad.four_byte_program = has_it ? (quad.program_address_on_four ? 0x3E : 0x34) : 0;
}

} // namespace

void take_quad(const SfdpTables& sfdp, ChipDescription& chip) {
    const Bfpt& table = sfdp.bfpt;
    const VendorQuad vendor = vendor_quad(chip.identity);
    QuadDescription& quad = chip.quad;
    quad = {};
    quad.bfpt_dwords = static_cast<std::uint8_t>(table.count);
    quad.output = believed(table.fast_read(FastReadMode::Mode1S1S4S), 0x6B);
    quad.input_output = believed(table.fast_read(FastReadMode::Mode1S4S4S), 0xEB);
    quad.qpi = believed(table.fast_read(FastReadMode::Mode4S4S4S), 0xEB);
    quad.program_opcode = vendor.program_opcode;
    quad.program_address_on_four = vendor.program_address_on_four;
    take_enable(table, vendor, chip);
    take_four_byte(sfdp.four_byte, vendor, quad);
}

} // namespace xspi
