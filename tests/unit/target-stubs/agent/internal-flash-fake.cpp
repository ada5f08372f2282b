#include "tests/unit/target-stubs/agent/internal-flash-fake.hpp"

#include <algorithm>
#include <cstring>

namespace {
constexpr std::uintptr_t kCcr = 0xE000ED14, kCfsr = 0xE000ED28; // SCB
constexpr std::uint32_t KEYR = 0x04, CR = 0x10, SR = 0x14, ISR = 0x24, ICR = 0x28;
constexpr std::uint32_t PG = 1u << 1, SER = 1u << 2, START = 1u << 5, LOCK = 1u, QW = 1u << 2;
} // namespace

std::uint32_t InternalFlashFake::read(std::uintptr_t address, unsigned bytes) {
    if (address >= kArray && address < kArray + kSize) {
        if (bytes != 4 || address % 4 != 0) mistakes.push_back("unaligned read of the array");
        std::uint32_t word = 0;
        std::memcpy(&word, memory.data() + (address - kArray), sizeof(word));
        return word;
    }
    if (address >= kRegisters && address < kRegisters + 0x400) return register_read(address - kRegisters);
    if (address == kCcr || address == kCfsr) return 0; // no load fails here
    mistakes.push_back("read of something else");
    return 0;
}

std::uint32_t InternalFlashFake::register_read(std::uint32_t offset) {
    if (offset == SR) {
        if (stuck) return QW;
        if (busy_looks_ == 0) return 0;
        --busy_looks_;
        return QW;
    }
    if (offset == CR) return control_ | (locked_ ? LOCK : 0);
    return offset == ISR ? flags : 0;
}

void InternalFlashFake::write(std::uintptr_t address, std::uint32_t value, unsigned) {
    if (address == IWDG_KR && value == 0xAAAA) {
        ++watchdog_feeds;
    } else if (address >= kArray && address < kArray + kSize) {
        array_write(address - kArray, value);
    } else if (address >= kRegisters && address < kRegisters + 0x400) {
        register_write(address - kRegisters, value);
    } else if (address != kCcr && address != kCfsr) {
        mistakes.push_back("write of something else");
    }
}

bool InternalFlashFake::begin(unsigned looks) {
    if (busy_looks_ != 0) mistakes.push_back("operation while another is under way");
    busy_looks_ = looks;
    flags |= next_error;
    const bool good = next_error == 0;
    next_error = 0;
    return good;
}

void InternalFlashFake::register_write(std::uint32_t offset, std::uint32_t value) {
    if (offset == KEYR) {
        if (!locked_) mistakes.push_back("keys while unlocked: bus error");
        keys_ = value == 0x45670123 ? 1 : keys_ == 1 && value == 0xCDEF89AB ? 2 : 0;
        if (keys_ == 2 && !locked_for_good) locked_ = false;
    } else if (offset == ICR) {
        flags &= ~value;
    } else if (offset == CR && !locked_) {
        if ((value & PG) == 0) buffered_ = 0;
        control_ = value & (PG | SER | 7u << 6);
        if ((value & (START | SER)) == (START | SER) && begin(20)) {
            ++sector_erases;
            std::fill_n(memory.begin() + (value >> 6 & 7) * kSector, kSector, 0xFF);
        }
        locked_ = (value & LOCK) != 0;
    }
}

void InternalFlashFake::array_write(std::uint32_t offset, std::uint32_t value) {
    if ((control_ & PG) == 0 || locked_) {
        mistakes.push_back("array written without PG");
        return;
    }
    if (buffered_ == 0 && offset % 16 != 0) mistakes.push_back("quad-word not aligned");
    if (std::any_of(memory.begin() + offset, memory.begin() + offset + 4, [](auto b) { return b != 0xFF; })) {
        mistakes.push_back("quad-word programmed twice: ECC");
    }
    std::memcpy(memory.data() + offset, &value, sizeof(value));
    if (++buffered_ < 4) return;
    buffered_ = 0;
    if (begin(5)) ++quads;
}
