#include "openocd-driver/memory/chip-protection.hpp"

#include "flash-library/chips/vocabulary.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/json.hpp"

#include <algorithm>
#include <array>

namespace xspi {

namespace {

constexpr std::uint8_t kWriteEnable = 0x06, kReadDpb = 0xE0, kWriteDpb = 0xE1;
constexpr std::uint8_t kReadBlockLock = 0x3D, kLockBlock = 0x36, kUnlockBlock = 0x39; // Winbond
constexpr std::uint8_t kWriteStatus = 0x01;
constexpr std::uint8_t kWriteEnableLatchAndBusy = 0x03;
// tW: 40 ms (ST's driver for MX25UW), 15 ms (W25Q64JV).
constexpr std::uint32_t kWriteStatusUs = 200'000;

// What is protected when `range` is made so, or not; nullopt: not one piece.
std::optional<ProtectedRange> wanted(const ProtectedRange& now, const ProtectedRange& range, bool on) {
    if (on) {
        if (now.length == 0) return range;
        if (range.address > now.end() || now.address > range.end()) return std::nullopt;
        const std::uint32_t from = std::min(now.address, range.address);
        return ProtectedRange{from, std::uint32_t(std::max(now.end(), range.end()) - from)};
    }
    if (!now.meets(range.address, range.end())) return now;
    const bool from_start = range.address <= now.address, to_end = range.end() >= now.end();
    if (from_start && to_end) return ProtectedRange{};
    if (from_start) return ProtectedRange{std::uint32_t(range.end()), std::uint32_t(now.end() - range.end())};
    if (to_end) return ProtectedRange{now.address, range.address - now.address};
    return std::nullopt;
}

// Those of Winbond's chips above 16 MiB would need a fourth address byte.
bool reads_block_bits(ProtectionScheme scheme) {
    return scheme == ProtectionScheme::Macronix || scheme == ProtectionScheme::Winbond;
}

// Of the blocks that `of` meets, those that are locked; neighbours are one range.
template <typename BlockAt, typename Locked> std::vector<ProtectedRange>
locked_blocks(std::span<const ProtectedRange> of, BlockAt&& block_at, Locked&& is_locked) {
    std::vector<ProtectedRange> ranges;
    std::uint64_t at = 0;
    for (const ProtectedRange& range : of)
        for (at = std::max<std::uint64_t>(at, range.address); at < range.end();) {
            const ProtectedRange block = block_at(std::uint32_t(at));
            at = block.end();
            if (!is_locked(block.address)) continue;
            if (!ranges.empty() && ranges.back().end() == block.address)
                ranges.back().length += block.length;
            else
                ranges.push_back(block);
        }
    return ranges;
}

} // namespace

std::string ProtectionState::bits() const {
    if (scheme == ProtectionScheme::Sst26) return "block-protection register, a bit for every block";
    if (individual)
        return fmt::format("{} = 1: a bit for every block",
                           scheme == ProtectionScheme::Macronix ? "WPSEL" : "WPS");
    if (scheme == ProtectionScheme::Macronix)
        return fmt::format("BP = {}, TB = {} (SR 0x{:02X}, CR 0x{:02X})", registers.status >> 2 & 15,
                           registers.configuration >> 3 & 1, registers.status, registers.configuration);
    if (scheme == ProtectionScheme::Issi)
        return fmt::format("BP = {}, TBS = {} (SR 0x{:02X}, function register 0x{:02X})",
                           registers.status >> 2 & 15, registers.configuration >> 1 & 1, registers.status,
                           registers.configuration);
    if (scheme == ProtectionScheme::WinbondBig)
        return fmt::format("BP = {}, TB = {}, CMP = {} (SR1 0x{:02X}, SR2 0x{:02X})",
                           registers.status >> 2 & 15, registers.status >> 6 & 1,
                           registers.configuration >> 6 & 1, registers.status, registers.configuration);
    if (scheme == ProtectionScheme::Micron)
        return fmt::format("BP = {}, TB = {} (SR 0x{:02X})",
                           (registers.status >> 2 & 7) | (registers.status >> 3 & 8),
                           registers.status >> 5 & 1, registers.status);
    if (scheme == ProtectionScheme::Eeprom)
        return fmt::format("BP = {} (SR 0x{:02X})", registers.status >> 2 & 3, registers.status);
    return fmt::format("BP = {}, TB = {}, SEC = {}, CMP = {} (SR1 0x{:02X}, SR2 0x{:02X})",
                       registers.status >> 2 & 7, registers.status >> 5 & 1, registers.status >> 6 & 1,
                       registers.configuration >> 6 & 1, registers.status, registers.configuration);
}

bool ProtectionState::known() const {
    return scheme != ProtectionScheme::None &&
           (!individual || scheme == ProtectionScheme::Sst26 || reads_block_bits(scheme));
}

Json ProtectionState::facts() const {
    Json facts{{"known", known()}, {"ranges", Json::array()}};
    if (scheme == ProtectionScheme::None) return facts;
    facts["by"] = bits();
    facts["individual"] = individual;
    for (const ProtectedRange& range : ranges)
        facts["ranges"].push_back({{"offset", range.address}, {"length", range.length}});
    return facts;
}

Command ChipProtection::register_command(std::uint8_t opcode, bool reads) const {
    Command command = plain_command(mode_, opcode, chip_.octal.extension);
    command.data_phase = command.opcode_phase;
    if (mode_ != Mode::OctalDtr) return command;
    command.address_bytes = 4;
    command.address_phase = command.opcode_phase;
    if (!reads) return command;
    command.dummy_cycles = chip_.octal.register_dummy_cycles;
    command.dqs = 1;
    return command;
}

std::uint8_t ChipProtection::read_register(std::uint8_t opcode) {
    agent::TransferRequest request;
    request.command = register_command(opcode, true);
    request.read_length = 2;
    return flash_.transfer(request).front();
}

void ChipProtection::write(const Command& command, std::uint32_t address, std::span<const std::uint8_t> data,
                           std::uint32_t busy_us) {
    agent::TransferRequest enable;
    enable.command = plain_command(mode_, kWriteEnable, chip_.octal.extension);
    flash_.transfer(enable);
    agent::TransferRequest request;
    request.command = command;
    request.address = address;
    request.busy_timeout_us = busy_us;
    flash_.transfer(request, data);
}

// W25Q of before JV, whose tables have no sixteen DWORDs, have no SR3.
bool ChipProtection::has_third_register() const {
    constexpr unsigned kDwordsOfJv = 16;
    const bool winbond = scheme_ == ProtectionScheme::Winbond || scheme_ == ProtectionScheme::WinbondBig;
    return !winbond || chip_.quad.bfpt_dwords >= kDwordsOfJv;
}

ProtectionRegisters ChipProtection::read_registers() {
    const auto reads = protection_reads(scheme_);
    ProtectionRegisters r;
    r.status = read_register(reads[0]);
    r.configuration = mode_ == Mode::OctalDtr ? known_.configuration : read_register(reads[1]);
    if (has_third_register()) r.security = read_register(reads[2]);
    return r;
}

// The bits that are not protection's go back as they were read, so that quad enable stays. Macronix: CR is
// not written, TB is one-time programmable. Winbond: SR1 and SR2 in one command.
void ChipProtection::write_registers(const ProtectionRegisters& registers) {
    const auto status = std::uint8_t(registers.status & ~kWriteEnableLatchAndBusy);
    const bool both = scheme_ == ProtectionScheme::Winbond || scheme_ == ProtectionScheme::WinbondBig;
    const bool twice = mode_ == Mode::OctalDtr; // a register's byte is sent on both edges
    const std::array<std::uint8_t, 2> data{status, both ? registers.configuration : status};
    write(register_command(kWriteStatus, false), 0, {data.data(), both || twice ? 2u : 1u}, kWriteStatusUs);
}

std::vector<std::uint8_t> ChipProtection::read_locks() {
    agent::TransferRequest request;
    request.command = register_command(sst26::kRead, true);
    request.read_length = sst26::register_bytes(chip_.size);
    auto bytes = flash_.transfer(request);
    bytes.resize(request.read_length);
    return bytes;
}

void ChipProtection::write_locks(std::span<const std::uint8_t> locks) {
    write(register_command(sst26::kWrite, false), 0, locks, kWriteStatusUs);
}

// Of a block's own bit: Macronix's DPB, a register at the block's address; Winbond's block lock, three
// address bytes.
Command ChipProtection::block_command(std::uint8_t macronix, std::uint8_t winbond, bool reads) const {
    const bool dpb = scheme_ == ProtectionScheme::Macronix;
    Command command = register_command(dpb ? macronix : winbond, reads);
    command.address_bytes = dpb ? 4 : 3;
    command.address_phase = command.opcode_phase;
    if (!dpb && !reads) command.data_phase = {};
    return command;
}

bool ChipProtection::locked(std::uint32_t address) {
    agent::TransferRequest request;
    request.command = block_command(kReadDpb, kReadBlockLock, true);
    request.address = address;
    request.read_length = 2;
    const std::uint8_t bit = scheme_ == ProtectionScheme::Macronix ? 0xFF : 0x01; // 00h or FFh; bit 0
    return (flash_.transfer(request).front() & bit) != 0;
}

void ChipProtection::change_individual(const ProtectedRange& range, bool on) {
    const std::uint8_t bit = on ? 0xFF : 0x00;
    const std::array<std::uint8_t, 2> data{bit, bit};
    const Command command = block_command(kWriteDpb, on ? kLockBlock : kUnlockBlock, false);
    const std::size_t length = command.data_phase.lines == 0 ? 0 : mode_ == Mode::OctalDtr ? 2 : 1;
    for (std::uint64_t at = range.address; at < range.end();) {
        const ProtectedRange block = individual_block(std::uint32_t(at), chip_.size);
        write(command, block.address, {data.data(), length}, 0);
        at = block.end();
    }
}

ProtectionState ChipProtection::locks_state(std::span<const ProtectedRange> of) {
    ProtectionState state;
    state.scheme = scheme_;
    state.individual = true;
    state.locks = read_locks();
    state.ranges = locked_blocks(
        of, [&](std::uint32_t at) { return sst26::block(at, chip_.size); },
        [&](std::uint32_t block) { return sst26::locked(state.locks, block, chip_.size); });
    return state;
}

std::string ChipProtection::change_locks(const ProtectedRange& range, bool on) {
    std::vector<std::uint8_t> locks = read_locks();
    sst26::set_locked(locks, range, chip_.size, on);
    write_locks(locks);
    const ProtectionState after = locks_state({&range, 1});
    const bool done = on ? !after.ranges.empty() && after.ranges.front().address <= range.address &&
                               after.ranges.front().end() >= range.end()
                         : after.ranges.empty();
    if (!done)
        throw Failure("XSPI-0605",
                      "the chip does not take the change: by its block-protection register it still protects "
                      "{}. The register is locked down until the chip loses its supply, or for good",
                      after.ranges.empty() ? "nothing" : text_of(after.ranges.front()));
    return fmt::format("{} {} by the block-protection register: volatile, until the chip loses its supply",
                       text_of(range), on ? "protected" : "not protected");
}

ProtectionState ChipProtection::state(std::span<const ProtectedRange> of) {
    ProtectionState state;
    state.scheme = scheme_;
    if (scheme_ == ProtectionScheme::None) return state;
    if (scheme_ == ProtectionScheme::Sst26) return locks_state(of);
    state.registers = read_registers();
    state.individual = individual_protection(scheme_, state.registers);
    if (!state.individual) {
        const ProtectedRange range = protected_by_bits(scheme_, state.registers, chip_.size);
        if (range.length != 0) state.ranges.push_back(range);
        return state;
    }
    if (!reads_block_bits(scheme_)) return state;
    state.ranges = locked_blocks(
        of, [&](std::uint32_t at) { return individual_block(at, chip_.size); },
        [&](std::uint32_t block) { return locked(block); });
    return state;
}

std::string ChipProtection::text_of(const ProtectedRange& range) const {
    if (range.length == 0) return "nothing";
    return fmt::format("0x{:08X} to 0x{:08X}", base_ + range.address, base_ + (range.end() - 1));
}

std::string ChipProtection::change(const ProtectedRange& range, bool on) {
    if (scheme_ == ProtectionScheme::None)
        throw Failure("XSPI-0606",
                      "how this chip (JEDEC id {:06X}) protects its blocks is not known; nothing was changed",
                      chip_.identity.word());
    if (!protection_can_be_changed(scheme_))
        throw Failure("XSPI-0606",
                      "how the protection bits of this chip (JEDEC id {:06X}) are written differs by its "
                      "revision, so they are only read; nothing was changed",
                      chip_.identity.word());
    if (scheme_ == ProtectionScheme::Sst26) return change_locks(range, on);
    const ProtectionState now = state(range);
    if (!now.individual) return change_bits(now, range, on);
    if (!reads_block_bits(scheme_))
        throw Failure("XSPI-0606", "this chip protects every block by a bit of its own (WPS = 1), which is "
                                   "not supported; nothing was changed");
    change_individual(range, on);
    const ProtectionState after = state(range);
    const bool some = !after.ranges.empty();
    const bool all =
        some && after.ranges.front().address <= range.address && after.ranges.front().end() >= range.end();
    if (on ? !all : some)
        throw Failure(
            "XSPI-0605",
            "the chip does not accept the change: the bits of its blocks still protect {}. Another, "
            "non-volatile lock may hold them",
            some ? text_of(after.ranges.front()) : "nothing");
    return fmt::format(
        "{} {} by the bits of its blocks: volatile, until the chip loses its supply or is reset",
        text_of(range), on ? "protected" : "not protected");
}

std::string ChipProtection::change_bits(const ProtectionState& now, const ProtectedRange& range, bool on) {
    const ProtectedRange before = now.ranges.empty() ? ProtectedRange{} : now.ranges.front();
    const auto aim = wanted(before, range, on);
    const auto bits = aim ? bits_that_protect(scheme_, now.registers, *aim, chip_.size) : std::nullopt;
    if (!bits)
        throw Failure("XSPI-0603",
                      "the chip's block-protect bits cannot protect {}: with {} they reach from one end in "
                      "powers of two. {}: {}. Nothing was changed",
                      aim ? text_of(*aim) : "two pieces", now.bits(),
                      on ? "The smallest range that holds it"
                         : "What is protected now, and can be unprotected as a whole",
                      text_of(on ? nearest_protection(scheme_, now.registers, range, chip_.size) : before));
    if (*bits == now.registers) return fmt::format("{} is protected, as before", text_of(before));
    write_registers(*bits);
    const ProtectionState after = state(std::span<const ProtectedRange>{});
    const ProtectedRange found = after.ranges.empty() ? ProtectedRange{} : after.ranges.front();
    if (found != protected_by_bits(scheme_, *bits, chip_.size))
        throw Failure(
            "XSPI-0605",
            "the chip does not accept the change: it still protects {} ({}). Its status register is "
            "locked, by SRWD with WP# low or permanently",
            text_of(found), after.bits());
    return fmt::format("{} is protected now ({}): non-volatile, it survives power-off", text_of(found),
                       after.bits());
}

} // namespace xspi
