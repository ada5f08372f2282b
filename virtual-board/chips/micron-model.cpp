#include "chips/micron-model.hpp"

#include "chips/nor-rules.hpp"

#include <fmt/format.h>

namespace vb {
namespace {
using enum NorOp;
constexpr std::uint8_t kEraseFail = 0x20, kProgramFail = 0x10, kProtection = 0x02;
} // namespace

MicronModel::MicronModel(NorHost& chip) : NorModel(chip) { load_defaults(NorReset::power_on); }

// VCR and EVCR take what NVCR says; see the data sheets' register tables.
void MicronModel::load_defaults(NorReset) {
    wel = false;
    volatile_ = std::uint8_t((nonvolatile_ >> 12) << 4 | 0x0B); // XIP by NVCR is not modelled
    enhanced_ = std::uint8_t((nonvolatile_ >> 3 & 1) << 7 | (nonvolatile_ >> 2 & 1) << 6 |
                             (nonvolatile_ >> 4 & 1) << 4 | 0x08 | (nonvolatile_ >> 6 & 7));
    extended_address_ = failures_ = 0;
    four_byte_ = false;
}

void MicronModel::set_mode(Protocol mode, bool as_default) {
    const bool quad = mode == Protocol::qpi;
    if (as_default) nonvolatile_ = std::uint16_t(quad ? nonvolatile_ & ~0x08 : nonvolatile_ | 0x08);
    enhanced_ = std::uint8_t(quad ? enhanced_ & ~0x80 : enhanced_ | 0x80);
}

void MicronModel::set_non_volatile(const NorNonVolatile& bits) {
    if (bits.status) status_ = *bits.status & 0xFC;
    set_mode(bits.mode, true);
}

bool MicronModel::needs_enable(const NorCommand& c) const {
    switch (c.op) {
    case write_nonvolatile_configuration:
    case write_volatile_configuration:
    case write_enhanced_configuration:
    case write_extended_address: return true;
    case enter_four_byte:
    case exit_four_byte: return chip_.part().traits.four_byte_needs_write_enable;
    default: return needs_write_enable(c.op);
    }
}

bool MicronModel::while_busy(NorOp op) const {
    return op == read_status || op == read_flag_status || op == suspend || op == reset_enable || op == reset;
}

bool MicronModel::while_suspended(NorOp op) const {
    switch (op) {
    case read_flag_status:
    case clear_flag_status:
    case read_nonvolatile_configuration:
    case read_volatile_configuration:
    case read_enhanced_configuration:
    case read_extended_address: return true;
    default: return works_while_suspended(op);
    }
}

// 0 and 15: what the command has as delivered.
unsigned MicronModel::dummy_cycles(const NorCommand& c) const {
    const unsigned set = volatile_ >> 4;
    return set == 0 || set == 15 ? c.dummy_clocks : set;
}

std::uint32_t MicronModel::wrap_bytes(const NorCommand&) const {
    return (volatile_ & 3) == 3 ? 0 : 16u << (volatile_ & 3);
}

std::uint64_t MicronModel::highest_read_clock(const NorCommand& c, unsigned& dummy) const {
    const auto& limits = chip_.part().read_mhz;
    if (c.dummy != NorDummy::model || c.dtr || limits.empty()) return UINT64_MAX;
    dummy = dummy_cycles(c);
    const auto& row = limits[std::min<std::size_t>(dummy, limits.size()) - 1];
    const bool quad = protocol() == Protocol::qpi;
    const unsigned column = quad || c.address_lines == 4 ? 4
                            : c.data_lines == 4          ? 3
                            : c.address_lines == 2       ? 2
                            : c.data_lines == 2          ? 1
                                                         : 0;
    return row[column] * 1'000'000ull;
}

std::uint8_t MicronModel::flag_status() const {
    unsigned value = failures_ | unsigned(four_byte_);
    if (!chip_.busy()) value |= 0x80;
    if (const NorOperation* suspended = chip_.suspended())
        value |= suspended->work == NorWork::program ? 0x04 : 0x40;
    return std::uint8_t(value);
}

void MicronModel::reply(std::vector<std::uint8_t>& ring) {
    switch (command().op) {
    case read_status:
        ring.assign(1, std::uint8_t(status_ | unsigned(wel) << 1 | unsigned(chip_.busy())));
        break;
    case read_flag_status: ring.assign(1, flag_status()); break;
    case read_nonvolatile_configuration:
        ring = {std::uint8_t(nonvolatile_), std::uint8_t(nonvolatile_ >> 8)};
        break;
    case read_volatile_configuration: ring.assign(1, volatile_); break;
    case read_enhanced_configuration: ring.assign(1, enhanced_); break;
    case read_extended_address: ring.assign(1, extended_address_); break;
    default: ring.assign(1, 0xFF); break;
    }
}

void MicronModel::set_now(std::uint8_t& to, std::uint8_t value) {
    if (chip_.begin_instant()) to = value;
    wel = false;
}

void MicronModel::execute() {
    switch (command().op) {
    case write_status: change_status(); break;
    case clear_flag_status: failures_ = 0; break;
    case write_nonvolatile_configuration: write_nonvolatile(); break;
    case write_volatile_configuration:
        if (auto value = one_byte()) set_now(volatile_, *value & 0xFB);
        break;
    case write_enhanced_configuration: write_enhanced(); break;
    case write_extended_address:
        if (auto value = one_byte()) set_now(extended_address_, *value);
        break;
    case enter_four_byte:
    case exit_four_byte:
        four_byte_ = command().op == enter_four_byte;
        if (chip_.part().traits.four_byte_needs_write_enable) wel = false;
        break;
    case enter_qpi: enhanced_ &= 0x7F; break;
    case exit_qpi: enhanced_ |= 0x80; break;
    default: break;
    }
}

void MicronModel::change_status() {
    const auto value = one_byte();
    if (!value) return;
    if (status_ & 0x80 && protocol() == Protocol::spi && chip_.transfer().wp_low) {
        complain(nor_rule::kStatusLocked, "SRWD is 1 and W# (IO2) low");
        wel = false;
        return;
    }
    chip_.start_register_write([this, v = *value] { status_ = v & 0xFC; });
}

void MicronModel::write_nonvolatile() {
    const auto& bytes = chip_.transfer().bytes;
    if (bytes.size() != 2) {
        complain(nor_rule::kByteBoundary, fmt::format("{} bytes of data, NVCR has two", bytes.size()));
        return;
    }
    const auto value = std::uint16_t(bytes[0] | bytes[1] << 8);
    if ((value >> 9 & 7) != 7) complain(nor_rule::kNotModelled, "XIP from power-up is not modelled");
    if (!(value & 4)) complain(nor_rule::kNotModelled, "the dual protocol is not modelled");
    chip_.start_register_write([this, value] { nonvolatile_ = value; });
}

void MicronModel::write_enhanced() {
    const auto value = one_byte();
    if (!value) return;
    if (!(*value & 0x40)) complain(nor_rule::kNotModelled, "the dual protocol is not modelled");
    set_now(enhanced_, *value & 0xDF);
}

bool MicronModel::protects(std::uint32_t first, std::uint32_t count) const {
    const unsigned bp = (status_ >> 2 & 7) | (status_ >> 6 & 1) << 3;
    return locks_.protects(first, count, false, bp, status_ & 0x20);
}

// They stay until CLEAR FLAG STATUS REGISTER (50h).
void MicronModel::failed(NorWork work, bool failed) {
    if (!failed) return;
    failures_ |= work == NorWork::program ? kProgramFail : kEraseFail;
    if (!chip_.busy()) failures_ |= kProtection;
}

} // namespace vb
