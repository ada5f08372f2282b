// What differs between the FLASH interfaces of STM32F4 and F7, and from part to part.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace vb::stm32f {

struct FlashSector {
    std::uint32_t first, size; // first: from the start of the array
    unsigned snb;              // FLASH_CR.SNB that erases it
    unsigned bank;             // 0 or 1
    unsigned nwrp;             // bit of nWRP that protects it when 0
    unsigned nwrp_reg = 0;     // in OPTCR, or in OPTCR1 (bank 2 of STM32F42x)
};

struct FlashLayout {
    std::vector<FlashSector> sectors; // ascending, without gaps
    unsigned banks = 1;               // two: read while write, MER2
};

// An option by the name that ST gives it.
struct OptionField {
    const char* name;
    unsigned reg; // 0 OPTCR, 1 OPTCR1
    unsigned shift;
    std::uint32_t mask; // of the unshifted value
};

using TimesByPsize = std::array<Picoseconds, 4>; // x8, x16, x32, x64

struct EraseTime {
    std::uint32_t size; // of the sector
    TimesByPsize typical;
};

struct FlashKind {
    std::span<const RegisterSpec> map; // flash-registers.hpp; KEYR and OPTKEYR take all bits
    std::uint32_t size;                // bytes
    unsigned snb_bits;                 // 4 or 5
    // OPTCR, and OPTCR1 where there is one, as delivered and without OPTLOCK; and the bits that are options.
    std::vector<std::uint32_t> factory, option_bits;
    std::span<const OptionField> options; // without RDP
    std::span<const EraseTime> sector_erase;
    TimesByPsize mass_erase; // of one bank or of all, at once
    std::function<FlashLayout(std::uint32_t optcr)> layout;
    // One-time programmable blocks of 16; block_size: bytes of one.
    unsigned otp_block = 32;
};

} // namespace vb::stm32f
