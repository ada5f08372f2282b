#include "tests/unit/openocd-driver/octal-chip-fake.hpp"
#include "tests/unit/flash-library/sfdp/dumps.hpp"

#include <algorithm>

using xspi::Command;
using xspi::TransferResult;

namespace {
constexpr std::uint32_t kSector = 4096, kBlock = 65536;

std::uint8_t opcode_of(const Command& command) {
    return static_cast<std::uint8_t>(command.opcode_bytes == 2 ? command.opcode >> 8 : command.opcode);
}
bool in_octal(const Command& command) { return command.opcode_phase == xspi::Phase{8, true}; }
} // namespace

OctalChipFake::OctalChipFake() : memory(kSize, 0xFF), sfdp(dumps::mx25uw25645g) {}

bool OctalChipFake::hears(const Command& command) const {
    const bool spi = command.opcode_phase == xspi::Phase{1, false};
    return !absent && (octal ? in_octal(command) : spi);
}

// DS20005119, block erase: 8 KiB in the first and last 32 KiB, 32 KiB beside them, 64 KiB elsewhere.
std::uint32_t OctalChipFake::block_size(std::uint32_t address) const {
    if (locks.empty()) return kBlock;
    constexpr std::uint32_t size = 8u << 20, half = kBlock / 2;
    if (address < half || address >= size - half) return 8192;
    return address < kBlock || address >= size - kBlock ? half : kBlock;
}

// Bits 0 to 125: 64 KiB blocks from the second on; 126, 127: 32 KiB at the bottom and top; then every second
// bit: 8 KiB at the bottom, 8 KiB at the top. The highest bit comes first.
bool OctalChipFake::locked(std::uint32_t address) const {
    if (locks.empty()) return false;
    const std::uint32_t size = block_size(address);
    const bool top = address >= 4u << 20;
    unsigned bit = address / kBlock - 1;
    if (size == kBlock / 2) bit = top ? 127 : 126;
    if (size == 8192) bit = top ? 136 + 2 * ((address - 0x7F8000) / 8192) : 128 + 2 * (address / 8192);
    return (locks[locks.size() - 1 - bit / 8] >> bit % 8 & 1) != 0;
}

TransferResult OctalChipFake::configure(const xspi::NorSetup& setup) {
    mapped = false;
    prescalers.push_back(setup.prescaler);
    return TransferResult::Done;
}

TransferResult OctalChipFake::command(const Command& command, std::uint32_t address) {
    mapped = false;
    if (!hears(command)) return TransferResult::Done;
    const auto erase = [&](std::uint32_t size) {
        if (!write_enabled_) return;
        write_enabled_ = false;
        if (locked(address)) return;
        erases++;
        failed_over_ = false;
        std::fill_n(memory.begin() + (address & ~(size - 1)), size, 0xFF);
    };
    switch (opcode_of(command)) {
    case 0x06: write_enabled_ = true; break;
    case 0x99:
        reset();
        resets++;
        break;
    case 0x20:
    case 0x21: erase(kSector); break;
    case 0xD8:
    case 0xDC: erase(block_size(address)); break;
    case 0x60:
        address = 0;
        erase(kSize);
        break;
    default: break;
    }
    return TransferResult::Done;
}

std::uint8_t OctalChipFake::register_value(std::uint8_t opcode) const {
    if (opcode == 0x05)
        return static_cast<std::uint8_t>(status | (stuck_busy ? 1 : 0) | (write_enabled_ ? 2 : 0));
    if (opcode == 0x15) return configuration;
    if (opcode == 0xE0) return dpb_locked ? 0xFF : 0x00;
    return opcode == 0x2B ? static_cast<std::uint8_t>(security | (reports_failure || failed_over_ ? 0x20 : 0))
                          : 0;
}

// Without a chip that drives DQS, where it is used, nothing arrives in 8D-8D-8D; on pulled-up data lines
// there are FFs.
TransferResult OctalChipFake::read(const Command& command, std::uint32_t address,
                                   std::span<std::uint8_t> data) {
    mapped = false;
    on_read(command);
    if (!hears(command) && in_octal(command) && command.dqs) return TransferResult::Timeout;
    std::fill(data.begin(), data.end(), 0xFF);
    if (!hears(command)) return TransferResult::Done;
    const std::uint8_t opcode = opcode_of(command);
    for (std::size_t i = 0; i < data.size(); ++i) {
        if (opcode == 0x9F)
            data[i] = static_cast<std::uint8_t>(identity >> (16 - 8 * (octal ? i / 2 : i)));
        else if (opcode == 0x5A)
            data[i] = address + i < sfdp.size() ? sfdp[address + i] : 0xFF;
        else if (opcode == 0x72 && !locks.empty())
            data[i] = locks[i % locks.size()];
        else
            data[i] = register_value(opcode);
        if (octal) data[i] &= static_cast<std::uint8_t>(~octal_stuck_low);
    }
    return TransferResult::Done;
}

TransferResult OctalChipFake::write(const Command& command, std::uint32_t address,
                                    std::span<const std::uint8_t> data) {
    mapped = false;
    if (!hears(command) || !write_enabled_) return TransferResult::Done;
    const std::uint8_t opcode = opcode_of(command);
    write_enabled_ = false;
    if (opcode == 0x72 && address == 0) octal = (data[0] & 3) == 2; // CR2: DOPI
    if (opcode == 0x01 && !status_is_locked) status = data[0] & 0x3C;
    if (opcode == 0xE1) dpb_locked = data[0] != 0;
    if (opcode == 0x42 && data.size() == locks.size() && !locks_are_down)
        locks.assign(data.begin(), data.end());
    if (opcode != 0x12 && !(opcode == 0x02 && !locks.empty())) return TransferResult::Done;
    if (locked(address)) return TransferResult::Done;
    programs++;
    failed_over_ = false;
    for (std::size_t i = 0; i < data.size(); ++i) {
        std::uint8_t& byte = memory[address + i];
        failed_over_ = failed_over_ || (fails_over && (byte & data[i]) != data[i]);
        byte &= data[i];
    }
    if (address < wrong_from) return TransferResult::Done;
    memory[address] ^= programs_wrong;
    memory[address + data.size() - 1] ^= programs_wrong_last;
    return TransferResult::Done;
}

TransferResult OctalChipFake::poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                                   std::uint32_t, std::uint32_t& last_status) {
    if (!hears(command)) return TransferResult::Timeout;
    last_status = register_value(0x05);
    return (last_status & mask) == match ? TransferResult::Done : TransferResult::Timeout;
}

TransferResult OctalChipFake::map(const Command& read, const Command&) {
    mapped = hears(read);
    return TransferResult::Done;
}

TransferResult OctalChipFake::unmap() {
    mapped = false;
    return TransferResult::Done;
}

TransferResult OctalChipFake::read_window(std::uint32_t address, std::span<std::uint8_t> data) {
    std::copy_n(memory.begin() + address, data.size(), data.begin());
    if (!unreadable_window) return TransferResult::Done;
    for (std::uint8_t& byte : data) byte = static_cast<std::uint8_t>(~byte);
    unreadable_window = false;
    return TransferResult::Done;
}
