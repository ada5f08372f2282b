// xSPI Profile 1.0 Parameter Table (FF05h): the commands of 8D-8D-8D and how many dummy cycles they need.
#pragma once
#include "flash-library/sfdp/parameter-table.hpp"

#include <cstdint>

namespace xspi {

struct DummyCycles {
    std::uint8_t cycles = 0;         // 0: this frequency is not supported
    std::uint8_t config_pattern = 0; // value of the chip's own latency field that gives these cycles
    constexpr bool operator==(const DummyCycles&) const = default;
};

struct XspiProfile : ParameterTable<6> {
    static constexpr unsigned kFirstRevision = 5;

    std::uint8_t read_fast_opcode() const { return static_cast<std::uint8_t>(bits(1, 15, 8)); }
    std::uint8_t read_fast_wrapped_opcode() const { return static_cast<std::uint8_t>(bits(1, 7, 0)); }
    std::uint8_t sfdp_address_bytes() const { return bit(1, 31) ? 3 : 4; }
    std::uint8_t sfdp_dummy_cycles() const { return bit(1, 30) ? 20 : 8; }
    std::uint8_t status_address_bytes() const { return bit(1, 29) ? 4 : 0; }
    std::uint8_t status_dummy_cycles() const { return bit(1, 28) ? 8 : 4; }
    std::uint8_t register_address_bytes() const { return bit(1, 27) ? 4 : 0; }
    std::uint8_t volatile_register_dummy_cycles() const { return bit(1, 26) ? 8 : 4; }
    // DWORD 2
    std::uint8_t write_volatile_register_opcode() const { return static_cast<std::uint8_t>(bits(2, 15, 8)); }
    std::uint8_t read_volatile_register_opcode() const { return static_cast<std::uint8_t>(bits(2, 31, 24)); }
    // DWORD 3
    bool sfdp_in_8d() const { return bit(3, 31); }
    bool erase_4k() const { return bit(3, 28); }
    bool erase_32k() const { return bit(3, 27); }
    bool erase_chip() const { return bit(3, 26); }
    // DWORD 4 and 5
    DummyCycles dummy_200mhz() const { return dummy(4, 7); }
    DummyCycles dummy_166mhz() const { return dummy(5, 27); }
    DummyCycles dummy_133mhz() const { return dummy(5, 17); }
    DummyCycles dummy_100mhz() const { return dummy(5, 7); }

  private:
    DummyCycles dummy(unsigned number, unsigned low) const {
        return {static_cast<std::uint8_t>(bits(number, low + 4, low)),
                static_cast<std::uint8_t>(bits(number, low - 1, low - 5))};
    }
};

} // namespace xspi
