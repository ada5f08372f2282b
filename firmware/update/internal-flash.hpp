// The microcontroller's own flash as a memory that is updated: STM32H7R/S and STM32H742/743/750/753. The
// bootloader runs from RAM meanwhile, since a bank gives nothing while it is erased or programmed.
#pragma once
#include "firmware/common/board.hpp"
#include "firmware/update/area.hpp"
#include "firmware/update/dfu-protocol.hpp"
#include "flash-library/core/timebase.hpp"

#include <cstdint>
#include <span>

namespace firmware::update {

// What of their FLASH interfaces differs (docs/hardware/internal-flash-h7rs.md, registers;
// docs/hardware/stm32h74x.md, internal flash). Offsets; positions of bits.
struct InternalRegisters {
    std::uint32_t control = 0, flags = 0, clear = 0; // CR; ISR or SR; ICR or CCR
    std::uint32_t status = 0;                        // SR
    unsigned start = 0, sector = 0;                  // START; SSN or SNB
    std::uint32_t always = 0;                        // PSIZE
    std::uint32_t errors = 0, flags_all = 0;
    std::uint32_t second_bank = 0; // its registers lie so far behind
};

constexpr InternalRegisters internal_registers() {
    constexpr std::uint32_t kBoth =
        0x2Eu << 16 | 1u << 24 | 1u << 26; // WRPERR, PGSERR, STRBERR, INCERR, RDSERR, DBECCERR
    constexpr std::uint32_t kObl = 1u << 20, kOpAndRdp = 3u << 22, kEopAndCorrected = 1u << 16 | 1u << 25;
    if (kFamily.internal_flash.program_unit == 16)
        return {.control = 0x10,
                .flags = 0x24,
                .clear = 0x28,
                .status = 0x14,
                .start = 5,
                .sector = 6,
                .errors = kBoth | kObl,
                .flags_all = kBoth | kObl | kEopAndCorrected};
    return {.control = 0x0C,
            .flags = 0x10,
            .clear = 0x14,
            .status = 0x10,
            .start = 7,
            .sector = 8,
            .always = 3u << 4,
            .errors = kBoth | kOpAndRdp,
            .flags_all = kBoth | kOpAndRdp | kEopAndCorrected,
            .second_bank = 0x100};
}

class InternalFlash {
  public:
    explicit InternalFlash(const xspi::Timebase& timebase) : timebase_(timebase) {}

    // The bootloader's own sectors are read-only.
    static constexpr Area area() {
        constexpr const auto& facts = kFamily.internal_flash;
        constexpr auto banks = facts.banks(*xspi::find_device(kFamily.devices, kBoard.mcu));
        constexpr std::uint32_t own = xspi::bootloader_sectors(facts.sector_size), size = facts.sector_size;
        // Typical times are public for none of them: what a person measured on an STM32H743, and a guess.
        constexpr std::uint32_t erase_us = size >= 128 * 1024 ? 1'000'000 : 10'000;
        Area area{.name = "Internal", .unit = facts.program_unit, .page = facts.program_unit, .page_us = 100};
        area.add({banks[0].base, size, own / size, false, erase_us});
        area.add({banks[0].base + own, size, (banks[0].size - own) / size, true, erase_us});
        area.add({banks[1].base, size, banks[1].size / size, true, erase_us});
        return area;
    }

    DfuStatus erase(std::uint32_t address); // its sector
    DfuStatus program(std::uint32_t address, std::span<const std::uint8_t> data);
    DfuStatus read(std::uint32_t address, std::span<std::uint8_t> data);

  private:
    class Unlocked;
    DfuStatus program_unit(std::uint32_t registers, std::uint32_t address,
                           std::span<const std::uint8_t> data);
    bool settled(std::uint32_t registers, std::uint32_t maximum_us) const;

    const xspi::Timebase& timebase_;
};

} // namespace firmware::update
