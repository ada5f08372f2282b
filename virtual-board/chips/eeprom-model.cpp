#include "chips/eeprom-model.hpp"

#include "chips/nor-rules.hpp"

#include <algorithm>
#include <bit>
#include <fmt/format.h>

namespace vb {
namespace {
using enum NorOp;
constexpr std::uint8_t kSrwd = 0x80, kBlockProtect = 0x0C, kWritable = kSrwd | kBlockProtect;
constexpr std::uint32_t kLockAddress = 0x400; // A10 of 82h and 83h
constexpr std::uint8_t kLockBit = 0x02, kSignature = 0x29;
} // namespace

// ST's code, the SPI family's, and the density by its power of two: docs/hardware/spi-eeprom.md,
// identification.
EepromModel::EepromModel(NorHost& chip) : NorModel(chip), identification_(chip.part().page, 0xFF) {
    const std::uint8_t density = std::uint8_t(std::countr_zero(chip.part().bytes));
    const std::uint8_t factory[] = {0x20, 0x00, density};
    std::copy(std::begin(factory), std::end(factory), identification_.begin());
}

void EepromModel::set_non_volatile(const NorNonVolatile& bits) {
    if (bits.status) status_ = *bits.status & kWritable;
}

bool EepromModel::needs_enable(const NorCommand& c) const {
    return c.op == write_identification_page || needs_write_enable(c.op);
}

// Of 512 bytes, A8 is bit 3 of the opcode.
std::uint32_t EepromModel::upper_address() const {
    return chip_.part().bytes == 512 && command().opcode & 0x08 ? 0x100 : 0;
}

void EepromModel::reply(std::vector<std::uint8_t>& ring) {
    const std::uint32_t address = chip_.transfer().address;
    switch (command().op) {
    case read_status:
        ring.assign(1, std::uint8_t(status_ | unsigned(wel) << 1 | unsigned(chip_.busy())));
        if (chip_.busy() && chip_.part().traits.ones_while_busy) ring[0] = 0xFF;
        break;
    case release_power_down: ring.assign(1, kSignature); break;
    case read_identification_page:
        if (address & kLockAddress) {
            ring.assign(1, identification_locked_ ? 1 : 0);
            break;
        }
        ring = identification_;
        std::rotate(ring.begin(), ring.begin() + address % chip_.part().page, ring.end());
        break;
    default: ring.assign(1, 0xFF); break;
    }
}

void EepromModel::execute() {
    if (command().op == NorOp::write_status) write_status();
    if (command().op == write_identification_page) write_identification();
}

void EepromModel::write_status() {
    const auto value = one_byte();
    if (!value) return;
    if (status_ & kSrwd && chip_.transfer().wp_low) {
        complain(nor_rule::kStatusLocked, "SRWD is 1 and W# (IO2) low");
        return;
    }
    if (*value & ~(kWritable | 0x03))
        complain(nor_rule::kReserved, fmt::format("0x{:02X} has bits that do not exist", *value));
    chip_.start_register_write([this, next = std::uint8_t(*value & kWritable)] { status_ = next; });
}

// A10 locks the page for ever, if bit 1 of the data is 1; else they are the page's.
void EepromModel::write_identification() {
    const NorTransfer& transfer = chip_.transfer();
    if (identification_locked_) {
        complain(nor_rule::kStatusLocked, "the identification page is locked");
        return;
    }
    if (transfer.address & kLockAddress) {
        const auto value = one_byte();
        if (value && *value & kLockBit) chip_.start_register_write([this] { identification_locked_ = true; });
        return;
    }
    const std::uint32_t page = chip_.part().page, column = transfer.address % page;
    if (column + transfer.bytes.size() > page)
        complain(nor_rule::kPageWrap,
                 fmt::format("{} bytes at 0x{:X} wrap around in the page", transfer.bytes.size(), column));
    auto next = identification_;
    for (std::size_t i = 0; i < transfer.bytes.size(); ++i) next[(column + i) % page] = transfer.bytes[i];
    chip_.start_register_write([this, next] { identification_ = next; });
}

// BP1, BP0: nothing, the upper quarter, the upper half, everything.
bool EepromModel::protects(std::uint32_t first, std::uint32_t count) const {
    if (locks_.protects_forever(first, count)) return true;
    const std::uint32_t bytes = chip_.part().bytes;
    const std::uint32_t open[] = {bytes, bytes / 4 * 3, bytes / 2, 0};
    return std::uint64_t(first) + count > open[(status_ & kBlockProtect) >> 2];
}

} // namespace vb
