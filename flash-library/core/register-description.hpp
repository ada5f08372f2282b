// Registers described, for people who read them: names, places, fields, what field values mean.
#pragma once
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
constexpr std::string_view meaning_of(const FieldDescription& field, std::uint32_t value) {
    std::string_view rest = field.meanings;
    for (; value != 0; value--) {
        const std::size_t bar = rest.find('|');
        if (bar == std::string_view::npos) return {};
        rest.remove_prefix(bar + 1);
    }
    return rest.substr(0, rest.find('|'));
}

} // namespace xspi
