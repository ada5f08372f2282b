#include "chips/sfdp-model.hpp"

#include "chips/nor-rules.hpp"

#include <fmt/format.h>

namespace vb {
namespace {
using enum NorOp;
}

SfdpModel::SfdpModel(NorHost& chip) : NorModel(chip) { load_defaults(NorReset::power_on); }

void SfdpModel::set_mode(Protocol mode, bool as_default) {
    if (!as_default) qpi_ = mode == Protocol::qpi;
}

void SfdpModel::load_defaults(NorReset) {
    status_ = non_volatile_;
    wel = qpi_ = volatile_write_ = program_failed_ = erase_failed_ = false;
    four_byte_ = chip_.part().traits.four_byte_first;
    extended_address_ = 0;
}

void SfdpModel::set_non_volatile(const NorNonVolatile& bits) {
    if (bits.status) non_volatile_[0] = *bits.status & 0xFC;
    if (bits.configuration) non_volatile_[1] = *bits.configuration;
}

bool SfdpModel::quad() const {
    switch (chip_.part().traits.quad_enable) {
    case NorQuadEnable::none: return true;
    case NorQuadEnable::status1_bit6: return status_[0] & 0x40;
    case NorQuadEnable::status2_bit7: return status_[1] & 0x80;
    default: return status_[1] & 0x02;
    }
}

std::optional<NorRefusal> SfdpModel::refuse(const NorCommand& c) const {
    if (qpi_ || quad() || !(c.four_lines() || c.op == enter_qpi)) return std::nullopt;
    return NorRefusal{nor_rule::kFourLinesOff, "the quad enable bit is 0"};
}

bool SfdpModel::needs_enable(const NorCommand& c) const {
    switch (c.op) {
    case write_status:
    case write_status2: return !volatile_write_;
    case write_extended_address: return true;
    case enter_four_byte:
    case exit_four_byte: return chip_.part().traits.four_byte_needs_write_enable;
    default: return needs_write_enable(c.op);
    }
}

bool SfdpModel::while_busy(NorOp op) const {
    return is_status_read(op) || op == suspend || op == reset_enable || op == reset || op == no_operation;
}

// JESD216 BFPT DWORD 15 bits 19:16.
bool SfdpModel::continues(std::uint8_t mode, unsigned bits) const {
    switch (chip_.part().traits.continuous) {
    case NorContinuous::is_a5: return bits >= 8 ? mode == 0xA5 : bits == 4 && mode == 0xA;
    case NorContinuous::is_ax: return (bits >= 8 ? mode >> 4 : mode) == 0xA && bits >= 4;
    default: return false;
    }
}

void SfdpModel::reply(std::vector<std::uint8_t>& ring) {
    switch (command().op) {
    case read_status:
        ring.assign(1, std::uint8_t(status_[0] | unsigned(wel) << 1 | unsigned(chip_.busy())));
        break;
    case read_configuration: // Macronix: CR
    case read_status2: ring.assign(1, status_[1]); break;
    case read_security: ring.assign(1, security()); break;
    case read_extended_address: ring.assign(1, extended_address_); break;
    default: ring.assign(1, 0xFF); break;
    }
}

void SfdpModel::execute() {
    switch (command().op) {
    case volatile_write_enable: volatile_write_ = true; break;
    case write_status: change_status(0); break;
    case write_status2: change_status(1); break;
    case enter_qpi: qpi_ = true; break;
    case exit_qpi: qpi_ = false; break;
    case enter_four_byte:
    case exit_four_byte:
        four_byte_ = command().op == enter_four_byte;
        if (chip_.part().traits.four_byte_needs_write_enable) wel = false;
        break;
    case write_extended_address:
        if (auto value = one_byte(); value && chip_.begin_instant()) extended_address_ = *value;
        wel = false;
        break;
    default: break;
    }
}

// Macronix' RDSCUR: suspended, failed.
std::uint8_t SfdpModel::security() const {
    const NorOperation* suspended = chip_.suspended();
    const bool program = suspended && suspended->work == NorWork::program;
    return std::uint8_t((program ? 0x04 : 0) | (suspended && !program ? 0x08 : 0) |
                        (program_failed_ ? 0x20 : 0) | (erase_failed_ ? 0x40 : 0));
}

// SR1, or SR1 and SR2 where the quad enable bit is in SR2.
void SfdpModel::change_status(unsigned index) {
    const bool temporary = std::exchange(volatile_write_, false);
    const NorQuadEnable where = chip_.part().traits.quad_enable;
    const auto& bytes = chip_.transfer().bytes;
    const bool in_second = where != NorQuadEnable::none && where != NorQuadEnable::status1_bit6 &&
                           where != NorQuadEnable::status2_bit7;
    const bool two = index == 0 && (in_second || is_macronix());
    if (bytes.size() > (two ? 2u : 1u)) {
        complain(nor_rule::kByteBoundary, fmt::format("{} bytes of data", bytes.size()));
        return;
    }
    auto to = temporary ? status_ : non_volatile_;
    for (std::size_t i = 0; i < bytes.size(); ++i) to[index + i] = bytes[i];
    if (index == 0 && bytes.size() == 1 && where == NorQuadEnable::status2_bit1_cleared) to[1] = 0;
    to[0] &= 0xFC;
    if (temporary) {
        if (chip_.begin_instant()) status_ = to;
        return;
    }
    chip_.start_register_write([this, to] { non_volatile_ = status_ = to; });
}

// What its bits protect SFDP does not say. Macronix: BP3-0 in SR bits 5:2, TB in CR bit 3.
bool SfdpModel::protects(std::uint32_t first, std::uint32_t count) const {
    if (!is_macronix()) return locks_.protects_forever(first, count);
    return locks_.protects(first, count, false, status_[0] >> 2 & 15, status_[1] & 0x08);
}

} // namespace vb
