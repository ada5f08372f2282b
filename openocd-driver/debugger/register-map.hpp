// Registers described, for people who read them: names, places, fields, what field values mean.
#pragma once
#include "flash-library/devices/family.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace xspi {

struct FieldDescription {
    std::string_view name;
    std::uint8_t low = 0; // lowest bit
    std::uint8_t width = 1;
    std::string_view meanings = {}; // of 0, 1, 2…, separated by '|'; "" where the number says it all
};

struct RegisterDescription {
    std::string_view name;
    std::uint16_t offset = 0; // bytes from the peripheral's base
    std::span<const FieldDescription> fields;
};

// Without its clock a peripheral reads 0 or does not answer: the bit that has to be 1.
struct ClockGate {
    std::string_view name; // "RCC_AHB5ENR.XSPI2EN"; "": always clocked
    std::uint32_t address = 0;
    std::uint32_t mask = 0;
};

struct PeripheralDescription {
    std::string_view name;
    std::uint32_t base = 0;
    ClockGate clock;
    std::span<const RegisterDescription> registers;
};

constexpr std::uint32_t field_value(const FieldDescription& field, std::uint32_t word) {
    const std::uint32_t mask = field.width >= 32 ? 0xFFFFFFFFu : (1u << field.width) - 1;
    return (word >> field.low) & mask;
}
// "" where the description has none for this value.
std::string_view meaning_of(const FieldDescription& field, std::uint32_t value);

// STM32H7R/S: what the flash hangs on, controller first. Names and bits as cmsis_device_h7rs has them, value
// meanings from ST's HAL and SVD. Registers whose reading changes something (XSPI_DR) are left out.
std::span<const PeripheralDescription> stm32h7rs_peripherals();
// STM32H742/743/750/753, likewise (cmsis_device_h7, RM0433). QUADSPI_DR is left out.
std::span<const PeripheralDescription> stm32h74x_peripherals();
// Empty: the family has none.
std::span<const PeripheralDescription> peripherals_of(const Family& family);

} // namespace xspi
