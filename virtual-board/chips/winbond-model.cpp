#include "chips/winbond-model.hpp"

#include "chips/nor-rules.hpp"
#include "chips/winbond-protection.hpp"

#include <fmt/format.h>

namespace vb {
namespace {

using enum NorOp;
constexpr std::uint8_t kSrp = 0x80;                                            // SR1
constexpr std::uint8_t kSrl = 0x01, kQe = 0x02, kLb = 0x38, kSus = 0x80;       // SR2
constexpr std::uint8_t kAds = 0x01, kAdp = 0x02, kWps = 0x04, kHoldRst = 0x80; // SR3
constexpr std::uint8_t kDrive25 = 0x60;

} // namespace

WinbondModel::WinbondModel(NorHost& chip) : NorModel(chip) {
    non_volatile_ = {0, std::uint8_t(chip.part().traits.quad_enabled ? kQe : 0), kDrive25};
    locks_.lock_all(true);
    load_defaults(NorReset::power_on);
}

void WinbondModel::set_mode(Protocol mode, bool as_default) {
    if (as_default || mode != Protocol::qpi) return; // QPI is never the mode at power-up
    in_use_[1] |= kQe;
    qpi_ = true;
}

void WinbondModel::load_defaults(NorReset reset) {
    if (reset == NorReset::power_on) non_volatile_[1] &= std::uint8_t(~kSrl);
    const std::uint8_t lock_down = in_use_[1] & kSrl; // only the supply ends it
    in_use_ = non_volatile_;
    if (reset != NorReset::power_on) in_use_[1] |= lock_down;
    locks_.lock_all(true);
    four_byte_ = in_use_[2] & kAdp;
    qpi_ = volatile_write_ = wel = false;
    extended_address_ = read_parameters_ = 0;
    wrap_ = 0x10;
}

void WinbondModel::set_non_volatile(const NorNonVolatile& bits) {
    if (bits.status) non_volatile_[0] = *bits.status & 0xFC;
    if (bits.configuration) non_volatile_[1] = *bits.configuration & 0x7B;
    if (bits.wpsel) non_volatile_[2] |= kWps;
}

std::optional<NorRefusal> WinbondModel::refuse(const NorCommand& c) const {
    if (quad() || qpi_) return std::nullopt;
    if (c.four_lines()) return NorRefusal{nor_rule::kFourLinesOff, "QE is 0, so there are no four lines"};
    if (c.op == enter_qpi) return NorRefusal{nor_rule::kFourLinesOff, "QE is 0, so there is no QPI"};
    return std::nullopt;
}

bool WinbondModel::needs_enable(const NorCommand& c) const {
    switch (c.op) {
    case write_status:
    case write_status2:
    case write_status3: return !volatile_write_;
    case lock_block:
    case unlock_block:
    case write_extended_address: return true;
    default: return needs_write_enable(c.op);
    }
}

// While BUSY = 1 everything is ignored but the status registers, 75h and the reset.
bool WinbondModel::while_busy(NorOp op) const {
    switch (op) {
    case read_status:
    case read_status2:
    case read_status3:
    case suspend:
    case reset_enable:
    case no_operation:
    case reset: return true;
    default: return false;
    }
}

// The data sheet also lets a program run in a suspended erase; this model does not.
bool WinbondModel::while_suspended(NorOp op) const {
    switch (op) {
    case read_status2:
    case read_status3:
    case read_manufacturer_id:
    case read_unique_id:
    case read_block_lock:
    case enter_qpi:
    case exit_qpi:
    case set_read_parameters:
    case enter_four_byte:
    case exit_four_byte:
    case read_extended_address:
    case no_operation: return true;
    default: return works_while_suspended(op);
    }
}

// C0h sets those of QPI; M7-0 count among them.
unsigned WinbondModel::dummy_cycles(const NorCommand& c) const {
    return 2 + 2 * (read_parameters_ >> 4 & 3) - c.mode_clocks;
}

std::uint64_t WinbondModel::highest_read_clock(const NorCommand& c, unsigned& dummy) const {
    if (c.dummy != NorDummy::model) return UINT64_MAX;
    dummy = 2 + 2 * (read_parameters_ >> 4 & 3);
    for (const auto& limit : chip_.part().qpi_read_limits)
        if (limit.dummy_cycles == dummy) return limit.hz;
    return UINT64_MAX;
}

// 77h limits EBh; 0Ch and 0Eh of QPI have C0h's length.
std::uint32_t WinbondModel::wrap_bytes(const NorCommand& c) const {
    if (c.wraps) return 8u << (read_parameters_ & 3);
    const bool limited = c.opcode == 0xEB || c.opcode == 0xEC || c.opcode == 0xED;
    return limited && !(wrap_ & 0x10) ? 8u << (wrap_ >> 5 & 3) : 0;
}

bool WinbondModel::continues(std::uint8_t mode, unsigned bits) const {
    const unsigned high = bits >= 8 ? mode >> 4 : mode;
    return chip_.part().traits.continuous == NorContinuous::m5_4_is_10 && (high & 3) == 2;
}

std::uint8_t WinbondModel::status(unsigned index) const {
    if (index == 0) return std::uint8_t((in_use_[0] & 0xFC) | unsigned(wel) << 1 | unsigned(chip_.busy()));
    if (index == 1) return std::uint8_t((in_use_[1] & 0x7F) | (chip_.suspended() ? kSus : 0));
    return std::uint8_t((in_use_[2] & ~kAds) | (four_byte_ ? kAds : 0));
}

void WinbondModel::reply(std::vector<std::uint8_t>& ring) {
    const NorPart& part = chip_.part();
    const std::uint8_t device = std::uint8_t(part.id[2] - 1); // ABh and 90h: 16h where RDID ends in 17h
    switch (command().op) {
    case read_status: ring.assign(1, status(0)); break;
    case read_status2: ring.assign(1, status(1)); break;
    case read_status3: ring.assign(1, status(2)); break;
    case release_power_down: ring.assign(1, device); break;
    case read_manufacturer_id:
        ring = {part.id[0], device};
        if (chip_.transfer().address & 1) std::swap(ring[0], ring[1]);
        break;
    case read_unique_id: ring.assign(part.unique_id.begin(), part.unique_id.end()); break;
    case read_block_lock: ring.assign(1, locks_.locked(chip_.transfer().address)); break;
    case read_extended_address: ring.assign(1, extended_address_); break;
    default: ring.assign(1, 0xFF); break;
    }
}

void WinbondModel::execute() {
    switch (command().op) {
    case volatile_write_enable: volatile_write_ = true; break;
    case write_status: change_status(0); break;
    case write_status2: change_status(1); break;
    case write_status3: change_status(2); break;
    case enter_qpi: qpi_ = true; break;
    case exit_qpi: qpi_ = false; break;
    case set_read_parameters:
        if (auto value = one_byte()) read_parameters_ = *value;
        break;
    case set_burst_length:
        if (auto value = one_byte()) wrap_ = *value;
        break;
    case enter_four_byte: four_byte_ = true; break;
    case exit_four_byte: four_byte_ = false; break;
    case write_extended_address:
        if (auto value = one_byte(); value && chip_.begin_instant()) extended_address_ = *value;
        wel = false;
        break;
    case lock_block:
    case unlock_block:
    case gang_lock:
    case gang_unlock: write_locks(); break;
    default: break;
    }
}

void WinbondModel::write_locks() {
    if (!chip_.begin_instant()) return;
    wel = false;
    const NorOp op = command().op;
    if (op == gang_lock || op == gang_unlock)
        locks_.lock_all(op == gang_lock);
    else
        locks_.lock(chip_.transfer().address, op == lock_block);
}

std::optional<std::string> WinbondModel::why_locked() const {
    if (in_use_[1] & kSrl) return "SRL is 1: locked until the supply goes";
    // With QE = 1 the pin is IO2.
    if (in_use_[0] & kSrp && !quad() && chip_.transfer().wp_low) return "SRP is 1 and /WP (IO2) low";
    return std::nullopt;
}

void WinbondModel::check_reserved(unsigned index) const {
    const NorTraits& traits = chip_.part().traits;
    const std::uint8_t reserved[] = {0, 0x04, std::uint8_t(traits.bp3 ? 0x18 : 0x1B)};
    const auto& bytes = chip_.transfer().bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if (const unsigned extra = bytes[i] & reserved[index + i])
            complain(nor_rule::kReserved,
                     fmt::format("reserved bits 0x{:02X} of SR{}", extra, index + i + 1));
}

// LB are one-time programmable; SRL and LB have no volatile copy of their own.
WinbondModel::Registers WinbondModel::changed(const Registers& from, unsigned index,
                                              bool non_volatile) const {
    Registers to = from;
    const auto& bytes = chip_.transfer().bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) to[index + i] = bytes[i];
    if (index == 0 && bytes.size() == 1 && chip_.part().traits.one_byte_clears_status2) to[1] &= kLb | kSrl;
    to[0] &= 0xFC;
    to[1] = std::uint8_t((to[1] & 0x7B) | (from[1] & kLb));
    if (!non_volatile) to[1] = std::uint8_t((to[1] & ~(kLb | kSrl)) | (from[1] & (kLb | kSrl)));
    if (qpi_) to[1] |= kQe;
    to[2] &= kHoldRst | kDrive25 | kWps | (chip_.part().traits.bp3 ? kAdp : 0);
    return to;
}

// One byte, or SR1 and SR2 with 01h.
void WinbondModel::change_status(unsigned index) {
    const bool temporary = std::exchange(volatile_write_, false);
    const auto& bytes = chip_.transfer().bytes;
    if (bytes.size() > (index == 0 ? 2u : 1u)) {
        complain(nor_rule::kByteBoundary, fmt::format("{} bytes of data", bytes.size()));
        return;
    }
    if (const auto why = why_locked()) {
        complain(nor_rule::kStatusLocked, *why);
        wel = false;
        return;
    }
    check_reserved(index);
    if (qpi_ && index + bytes.size() == 2 && !(bytes.back() & kQe))
        complain(nor_rule::kStatusLocked, "QE cannot be cleared in QPI");
    if (temporary) {
        if (chip_.begin_instant()) in_use_ = changed(in_use_, index, false);
        return;
    }
    chip_.start_register_write(
        [this, to = changed(non_volatile_, index, true)] { non_volatile_ = in_use_ = to; });
}

bool WinbondModel::protects(std::uint32_t first, std::uint32_t count) const {
    if (locks_.protects_forever(first, count)) return true;
    if (in_use_[2] & kWps) return locks_.any_locked(first, count);
    return winbond_protects({in_use_[0], bool(in_use_[1] & 0x40), chip_.part().traits.bp3},
                            chip_.part().bytes, first, count);
}

} // namespace vb
