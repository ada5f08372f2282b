#include "chips/sst26-model.hpp"

#include "chips/nor-rules.hpp"

#include <fmt/format.h>

namespace vb {
namespace {
using enum NorOp;
constexpr std::uint32_t k8 = 8u << 10, k32 = 32u << 10, k64 = 64u << 10;
constexpr std::uint8_t kIoc = 0x02, kWpen = 0x80;
} // namespace

Sst26Model::Sst26Model(NorHost& chip) : NorModel(chip) {
    configuration_ = chip.part().traits.quad_enabled ? kIoc : 0;
    load_defaults(NorReset::power_on);
}

void Sst26Model::set_mode(Protocol mode, bool as_default) {
    if (!as_default) sqi_ = mode == Protocol::qpi;
}

// Power-up: every write lock is set, no read lock is (5555 FFFF FFFF …).
void Sst26Model::load_defaults(NorReset reset) {
    sqi_ = wel = false;
    burst_ = 0;
    if (reset != NorReset::power_on) return;
    protection_.fill(0xFF);
    protection_[0] = protection_[1] = 0x55;
    locked_down_ = false;
}

void Sst26Model::set_non_volatile(const NorNonVolatile& bits) {
    if (bits.configuration) configuration_ = *bits.configuration & (kIoc | kWpen);
}

std::optional<NorRefusal> Sst26Model::refuse(const NorCommand& c) const {
    if (sqi_ || configuration_ & kIoc || !c.four_lines()) return std::nullopt;
    return NorRefusal{nor_rule::kFourLinesOff, "IOC is 0, so there are no four lines"};
}

bool Sst26Model::needs_enable(const NorCommand& c) const {
    switch (c.op) {
    case write_block_protection:
    case lock_block_protection: return true;
    default: return needs_write_enable(c.op);
    }
}

bool Sst26Model::while_busy(NorOp op) const {
    switch (op) {
    case read_status:
    case read_configuration:
    case suspend:
    case no_operation:
    case reset_enable:
    case reset: return true;
    default: return false;
    }
}

bool Sst26Model::while_suspended(NorOp op) const {
    return op == read_block_protection || op == no_operation || op == enter_qpi || op == exit_qpi ||
           works_while_suspended(op);
}

void Sst26Model::reply(std::vector<std::uint8_t>& ring) {
    const NorOperation* suspended = chip_.suspended();
    const bool program = suspended && suspended->work == NorWork::program;
    switch (command().op) {
    case read_status:
        ring.assign(1, std::uint8_t((chip_.busy() ? 0x81 : 0) | unsigned(wel) << 1 |
                                    (suspended && !program ? 0x04 : 0) | (program ? 0x08 : 0) |
                                    (locked_down_ ? 0x10 : 0)));
        break;
    case read_configuration: ring.assign(1, configuration_); break;
    case read_block_protection: ring.assign(protection_.begin(), protection_.end()); break;
    default: ring.assign(1, 0xFF); break;
    }
}

void Sst26Model::execute() {
    switch (command().op) {
    case write_status: change_status(); break;
    case enter_qpi: sqi_ = true; break;
    case exit_qpi: sqi_ = false; break;
    case set_burst_length:
        if (auto value = one_byte()) burst_ = *value;
        break;
    case write_block_protection: write_protection(); break;
    case gang_unlock: // the write locks; read locks stay
        if (!locked_down_ && chip_.begin_instant()) {
            protection_[0] &= 0xAA;
            protection_[1] &= 0xAA;
            std::fill(protection_.begin() + 2, protection_.end(), 0);
        }
        wel = false;
        break;
    case lock_block_protection:
        if (chip_.begin_instant()) locked_down_ = true;
        wel = false;
        break;
    default: break;
    }
}

// Two bytes: one that nobody takes, then the configuration register.
void Sst26Model::change_status() {
    const auto& bytes = chip_.transfer().bytes;
    if (bytes.size() != 2) {
        complain(nor_rule::kByteBoundary, fmt::format("{} bytes of data, not two", bytes.size()));
        return;
    }
    if (configuration_ & kWpen && !(configuration_ & kIoc) && !sqi_ && chip_.transfer().wp_low) {
        complain(nor_rule::kStatusLocked, "WPEN is 1 and WP# (IO2) low");
        wel = false;
        return;
    }
    chip_.start_register_write([this, value = bytes[1]] { configuration_ = value & (kIoc | kWpen); });
}

void Sst26Model::write_protection() {
    const auto& bytes = chip_.transfer().bytes;
    if (bytes.size() != kProtectionBytes) {
        complain(nor_rule::kByteBoundary,
                 fmt::format("{} bytes of data, the register has {}", bytes.size(), kProtectionBytes));
        return;
    }
    if (locked_down_) {
        complain(nor_rule::kStatusLocked, "the block protection register is locked until the supply goes");
        wel = false;
        return;
    }
    chip_.start_register_write([this, bytes] { std::copy(bytes.begin(), bytes.end(), protection_.begin()); });
}

// Eight blocks of 8 KiB at the two ends, a write lock (even) and a read lock (odd) each, bits 143 to 128; one
// of 32 KiB at each end, 127 and 126; the rest by 64 KiB, from bit 0 at 64 KiB on.
unsigned Sst26Model::lock_bit(std::uint32_t address) const {
    const std::uint32_t size = chip_.part().bytes;
    if (address < k32) return 128 + 2 * (address / k8);
    if (address < k64) return 126;
    if (address >= size - k32) return 136 + 2 * ((address - (size - k32)) / k8);
    if (address >= size - k64) return 127;
    return address / k64 - 1;
}

bool Sst26Model::protects(std::uint32_t first, std::uint32_t count) const {
    if (locks_.protects_forever(first, count)) return true;
    for (std::uint64_t at = first; at < std::uint64_t(first) + count; at += 4096)
        if (bit(lock_bit(std::uint32_t(at)))) return true;
    return false;
}

} // namespace vb
