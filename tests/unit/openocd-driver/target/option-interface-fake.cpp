#include "tests/unit/openocd-driver/target/option-interface-fake.hpp"

#include "openocd-driver/failure.hpp"

#include <algorithm>
#include <utility>

using xspi::Failure;

void OptionInterfaceFake::finish() {
    if (!running_ || now < busy_until) return;
    running_ = false;
    sr_ |= errors;
    if (errors == 0) {
        const bool opened = rdp() != 0xAA && (registers[0] >> 8 & 0xFF) == 0xAA;
        mass_erases += opened ? 1 : 0;
        stored = registers;
    }
    errors = 0;
}

// The sector of the option bytes is erased, or half programmed.
void OptionInterfaceFake::reset() {
    if (running_) stored = {0xFFFF00FC, stored[1]};
    running_ = gone_ = false;
    busy_until = 0;
    registers = stored;
    locked = true;
    dead = false;
    keys_ = 0;
}

std::uint32_t OptionInterfaceFake::word(std::uint32_t address) {
    finish();
    if (address == SR) return sr_ | (now < busy_until ? kBusy : 0);
    if (address == OPTCR) return registers[0] | (locked ? kLock : 0);
    if (address == OPTCR1) return registers[1];
    if (address - kStored < 0x20 && stored_readable) {
        const std::uint32_t n = (address - kStored) / 8;
        const std::uint32_t half = (stored[n / 2] | (n == 0 ? 3 : 0)) >> 16 * (n % 2) & 0xFFFF;
        return half | (~half & 0xFFFF) << 16;
    }
    throw Failure("XSPI-0201", "no answer at 0x{:08X}", address);
}

void OptionInterfaceFake::read(std::uint32_t address, std::span<std::uint8_t> data) {
    ++now;
    if (gone_) throw Failure("XSPI-0201", "no answer");
    if (address - 0x08000000 < flash.size())
        return (void)std::copy_n(flash.begin() + (address - 0x08000000), data.size(), data.begin());
    const std::uint32_t value = word(address & ~3u);
    std::vector<std::uint8_t> bytes(data.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = std::uint8_t(value >> 8 * ((address & 3) + i));
    if (on_read) on_read(address, bytes);
    std::copy(bytes.begin(), bytes.end(), data.begin());
}

void OptionInterfaceFake::option_write(unsigned which, unsigned byte, std::uint8_t value) {
    if (locked) return;
    if (which == 0 && byte == 0) {
        locked = (value & kLock) != 0;
        if ((value & kStart) != 0) { // whatever it does to the lock
            ++starts;
            running_ = true;
            busy_until = now + operation_ms;
            gone_ = std::exchange(goes_at_start, false);
        }
        value &= 0xFC;
    }
    registers[which] = (registers[which] & ~(0xFFu << 8 * byte)) | std::uint32_t(value) << 8 * byte;
}

void OptionInterfaceFake::write(std::uint32_t address, std::span<const std::uint8_t> data) {
    ++now;
    if (gone_) throw Failure("XSPI-0202", "no answer");
    finish();
    std::vector<std::uint8_t> bytes(data.begin(), data.end());
    if (on_write) on_write(address, bytes);
    writes.push_back({address, bytes});
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::uint32_t(bytes[i]) << 8 * i;
    if (address == OPTKEYR) {
        const std::uint32_t expected = keys_++ == 0 ? 0x08192A3B : 0x4C5D6E7F;
        dead = dead || value != expected || !locked;
        if (dead) throw Failure("XSPI-0202", "bus error");
        locked = keys_ < 2;
        if (!locked) keys_ = 0;
        return;
    }
    if (address == SR) {
        sr_ &= ~value;
        return;
    }
    // From the highest byte on, so that a start in a whole word finds it complete.
    for (std::size_t i = bytes.size(); i-- > 0;) {
        const std::uint32_t at = address + std::uint32_t(i);
        if (at - OPTCR < 4) option_write(0, at - OPTCR, bytes[i]);
        if (at - OPTCR1 < 4) option_write(1, at - OPTCR1, bytes[i]);
    }
}
