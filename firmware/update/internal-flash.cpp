#include "firmware/update/internal-flash.hpp"
#include "flash-library/core/guarded-read.hpp"
#include "flash-library/core/mmio.hpp"
#include "flash-library/nor/blank.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace firmware::update {

using xspi::mmio_barrier;
using xspi::mmio_read32;
using xspi::mmio_write32;

namespace {
constexpr InternalRegisters kRegisters = internal_registers();
constexpr std::uint32_t kUnit = kFamily.internal_flash.program_unit;
constexpr std::uint32_t kSector = kFamily.internal_flash.sector_size;
constexpr auto kBanks = kFamily.internal_flash.banks(*xspi::find_device(kFamily.devices, kBoard.mcu));

constexpr std::uint32_t FLASH_KEYR = 0x04;
constexpr std::uint32_t FLASH_KEY1 = 0x45670123, FLASH_KEY2 = 0xCDEF89AB;
constexpr std::uint32_t FLASH_CR_LOCK = 1u << 0;
constexpr std::uint32_t FLASH_CR_PG = 1u << 1;
constexpr std::uint32_t FLASH_CR_SER = 1u << 2;
constexpr std::uint32_t FLASH_SR_UNSETTLED = 7; // BSY, WBNE, QW
constexpr std::uint32_t kEraseMaximumUs = kSector >= 128 * 1024 ? 4'000'000 : 400'000;
constexpr std::uint32_t kProgramMaximumUs = 50'000;

bool in_second_bank(std::uint32_t address) { return kBanks[1].size != 0 && kBanks[1].contains(address); }

std::uint32_t registers_of(std::uint32_t address) {
    return kFamily.internal_flash.registers + (in_second_bank(address) ? kRegisters.second_bank : 0);
}
} // namespace

// Open for writing as long as it lives. The keys go in only while LOCK is set: a second sequence would lock
// the register until reset, and fault.
class InternalFlash::Unlocked {
  public:
    explicit Unlocked(std::uint32_t registers) : registers_(registers) {
        if ((mmio_read32(registers_ + kRegisters.control) & FLASH_CR_LOCK) != 0) {
            mmio_write32(registers_ + FLASH_KEYR, FLASH_KEY1);
            mmio_write32(registers_ + FLASH_KEYR, FLASH_KEY2);
        }
        mmio_write32(registers_ + kRegisters.clear, kRegisters.flags_all); // flags of the application's
    }
    ~Unlocked() {
        mmio_write32(registers_ + kRegisters.control, 0);
        mmio_write32(registers_ + kRegisters.control, FLASH_CR_LOCK);
    }
    Unlocked(const Unlocked&) = delete;
    Unlocked& operator=(const Unlocked&) = delete;

    void control(std::uint32_t bits) const {
        mmio_write32(registers_ + kRegisters.control, bits | kRegisters.always);
    }
    bool good() const { return (mmio_read32(registers_ + kRegisters.flags) & kRegisters.errors) == 0; }

  private:
    std::uint32_t registers_;
};

bool InternalFlash::settled(std::uint32_t registers, std::uint32_t maximum_us) const {
    xspi::Deadline deadline(timebase_, maximum_us);
    for (bool passed = false; (mmio_read32(registers + kRegisters.status) & FLASH_SR_UNSETTLED) != 0;
         passed = deadline.passed())
        if (passed) return false;
    return true;
}

DfuStatus InternalFlash::erase(std::uint32_t address) {
    const std::uint32_t registers = registers_of(address);
    const std::uint32_t bank = in_second_bank(address) ? kBanks[1].base : kBanks[0].base;
    if (!settled(registers, kEraseMaximumUs)) return DfuStatus::ErrErase;
    const Unlocked flash(registers);
    const std::uint32_t sector = FLASH_CR_SER | (address - bank) / kSector << kRegisters.sector;
    flash.control(sector);
    flash.control(sector | 1u << kRegisters.start);
    if (!settled(registers, kEraseMaximumUs) || !flash.good()) return DfuStatus::ErrErase;
    return DfuStatus::Ok;
}

DfuStatus InternalFlash::program(std::uint32_t address, std::span<const std::uint8_t> data) {
    const std::uint32_t registers = registers_of(address);
    while (!data.empty()) {
        // Whole units, with what is not the host's left erased.
        std::array<std::uint8_t, kUnit> unit;
        unit.fill(0xFF);
        const std::size_t before = address % kUnit, size = std::min<std::size_t>(kUnit - before, data.size());
        std::copy_n(data.begin(), size, unit.begin() + static_cast<std::ptrdiff_t>(before));
        const std::uint32_t at = address - static_cast<std::uint32_t>(before);
        if (const DfuStatus s = program_unit(registers, at, unit); s != DfuStatus::Ok) return s;
        address += static_cast<std::uint32_t>(size);
        data = data.subspan(size);
    }
    return DfuStatus::Ok;
}

// With its one ECC a unit is programmed once; what it holds already is left alone.
DfuStatus InternalFlash::program_unit(std::uint32_t registers, std::uint32_t address,
                                      std::span<const std::uint8_t> data) {
    if (xspi::blank(data)) return DfuStatus::Ok;
    alignas(4) std::array<std::uint8_t, kUnit> held;
    if (!xspi::guarded_read(address, held)) return DfuStatus::ErrCheckErased;
    if (std::equal(held.begin(), held.end(), data.begin())) return DfuStatus::Ok;
    if (!xspi::blank(held)) return DfuStatus::ErrCheckErased;
    {
        const Unlocked flash(registers);
        flash.control(FLASH_CR_PG);
        mmio_barrier();
        for (std::uint32_t i = 0; i < kUnit; i += sizeof(std::uint32_t)) {
            std::uint32_t word = 0;
            std::memcpy(&word, data.data() + i, sizeof(word));
            mmio_write32(address + i, word);
        }
        mmio_barrier();
        if (!settled(registers, kProgramMaximumUs) || !flash.good()) return DfuStatus::ErrProgram;
    }
    if (!xspi::guarded_read(address, held)) return DfuStatus::ErrVerify;
    return std::equal(held.begin(), held.end(), data.begin()) ? DfuStatus::Ok : DfuStatus::ErrVerify;
}

DfuStatus InternalFlash::read(std::uint32_t address, std::span<std::uint8_t> data) {
    return xspi::guarded_read(address, data) ? DfuStatus::Ok : DfuStatus::ErrVerify;
}

} // namespace firmware::update
