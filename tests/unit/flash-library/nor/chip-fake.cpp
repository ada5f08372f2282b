#include "tests/unit/flash-library/nor/chip-fake.hpp"

#include <algorithm>

using namespace xspi;

namespace {
constexpr Phase k1S{1, false};
constexpr std::uint16_t kWren = 0x06, kRdsr = 0x05, kFail = 0x2B, kRead = 0x0C, kProgram = 0x12,
                        kSectorErase = 0x21, kBlockErase = 0xDC, kChipErase = 0x60, kReadId = 0x9F;
constexpr std::uint32_t kCyclesPerUs = kTestCoreHz / 1'000'000;

Command bare(std::uint16_t opcode) { return {.opcode = opcode}; }
Command reg(std::uint16_t opcode) { return {.opcode = opcode, .data_phase = k1S}; }
Command addressed(std::uint16_t opcode) {
    return {.opcode = opcode, .address_bytes = 4, .address_phase = k1S};
}
Command array(std::uint16_t opcode) {
    Command c = addressed(opcode);
    c.data_phase = k1S;
    return c;
}
} // namespace

NorSetup ChipFake::setup(bool even_only) {
    NorSetup setup;
    ChipVocabulary& chip = setup.chip;
    chip.read = array(kRead);
    chip.program = array(kProgram);
    chip.write_enable = bare(kWren);
    chip.read_status = reg(kRdsr);
    chip.read_fail = reg(kFail);
    chip.fail_mask = 0x60;
    chip.erase[0] = {addressed(kSectorErase), kSector, kSectorUs, kSectorMaximumUs};
    chip.erase[1] = {addressed(kBlockErase), kBlock, 250'000, 2'000'000};
    chip.chip_erase = {bare(kChipErase), kSize, 20'000'000, 100'000'000};
    chip.size = kSize;
    chip.page_size = kPage;
    chip.page_typical_us = kPageUs;
    chip.page_maximum_us = kPageMaximumUs;
    chip.even_only = even_only ? 1 : 0;
    return setup;
}

NorSetup ChipFake::eeprom() {
    NorSetup setup = ChipFake::setup();
    setup.chip.overwrites = 1;
    setup.chip.erase = {};
    setup.chip.erase[0] = {setup.chip.program, kPage, kPageUs, kPageMaximumUs};
    setup.chip.chip_erase = {};
    return setup;
}

TransferResult ChipFake::configure(const NorSetup& setup) {
    if (setup.kind != ControllerKind::Xspi) return TransferResult::Unsupported; // as a controller does
    even_only = setup.chip.even_only != 0;
    overwrites = setup.chip.overwrites != 0;
    mapped = false;
    return answer;
}

bool ChipFake::begin_writing(std::uint32_t us) {
    if (busy()) mistakes.push_back("command while busy");
    if (!enabled_) mistakes.push_back("write without WEL");
    enabled_ = false;
    busy_until_ = clock_.cycles + std::uint64_t{us + stuck_for_us} * kCyclesPerUs;
    fail_ = fail_operations ? 0x60 : 0;
    return !fail_operations;
}

void ChipFake::erase(std::uint32_t address, std::uint32_t size, std::uint32_t us) {
    if (!begin_writing(us)) return;
    ++erases;
    if (on_erase) on_erase();
    std::fill_n(memory.begin() + (address & ~(size - 1)), size, 0xFF);
}

TransferResult ChipFake::command(const Command& command, std::uint32_t address) {
    mapped = false;
    if (answer != TransferResult::Done) return answer;
    switch (command.opcode) {
    case kWren: enabled_ = !ignore_write_enable; break;
    case kSectorErase: erase(address, kSector, kSectorUs); break;
    case kBlockErase: erase(address, kBlock, 250'000); break;
    case kChipErase: erase(0, kSize, 20'000'000); break;
    default: mistakes.push_back("unknown command");
    }
    return TransferResult::Done;
}

TransferResult ChipFake::read(const Command& command, std::uint32_t, std::span<std::uint8_t> data) {
    mapped = false;
    if (answer != TransferResult::Done) return answer;
    constexpr std::array<std::uint8_t, 3> id{0xC2, 0x81, 0x39};
    for (std::size_t i = 0; i < data.size(); ++i) {
        data[i] = command.opcode == kRdsr ? status() : command.opcode == kReadId ? id[i % id.size()] : fail_;
    }
    return TransferResult::Done;
}

TransferResult ChipFake::write(const Command&, std::uint32_t address, std::span<const std::uint8_t> data) {
    mapped = false;
    if (answer != TransferResult::Done) return answer;
    if (even_only && ((address | data.size()) & 1) != 0) mistakes.push_back("odd program in octal DTR");
    if (address % kPage + data.size() > kPage) mistakes.push_back("program across a page");
    if (!begin_writing(kPageUs)) return TransferResult::Done;
    ++programs;
    const std::uint32_t page = address & ~(kPage - 1);
    for (std::size_t i = 0; i < data.size(); ++i) {
        std::uint8_t& byte = memory[page + (address + i) % kPage];
        if (overwrites) byte = data[i];
        if ((byte & data[i]) != data[i]) mistakes.push_back("programs a 0 to a 1");
        byte &= data[i];
    }
    return TransferResult::Done;
}

TransferResult ChipFake::poll(const Command&, std::uint8_t mask, std::uint8_t match, std::uint32_t timeout_us,
                              std::uint32_t& last_status) {
    mapped = false;
    if (answer != TransferResult::Done) return answer;
    ++polls;
    const std::uint64_t end = clock_.cycles + std::uint64_t{timeout_us} * kCyclesPerUs;
    for (;;) {
        last_status = status();
        if ((status() & mask) == match) return TransferResult::Done;
        if (clock_.cycles > end) return TransferResult::Timeout;
        clock_.cycles += kCyclesPerUs;
    }
}

TransferResult ChipFake::map(const Command&, const Command&) {
    if (answer != TransferResult::Done) return answer;
    if (busy()) mistakes.push_back("mapped while busy");
    mapped = true;
    ++maps;
    prefetched_ = memory;
    return TransferResult::Done;
}

TransferResult ChipFake::unmap() {
    mapped = false;
    return answer;
}

TransferResult ChipFake::read_window(std::uint32_t address, std::span<std::uint8_t> data) {
    if (!mapped) mistakes.push_back("window read while not mapped");
    std::copy_n(prefetched_.begin() + address, data.size(), data.begin());
    window_bytes += data.size();
    return answer;
}
