// SPI EEPROMs of the 25 series: they answer no RDID and have no SFDP, so their name in the board's file says
// all.
#pragma once
#include "flash-library/chips/chip-description.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace xspi {

struct EepromPart {
    const char* name = ""; // as it begins: "25LC256" is also the 25LC256T-I/SN
    std::uint32_t size = 0;
    std::uint16_t page = 0; // bytes that one WRITE takes, or fewer
    std::uint8_t address_bytes = 0;
    std::uint8_t write_ms = 0;    // one write cycle at most
    std::uint8_t maximum_mhz = 0; // from kEepromFullSupplyMv on
};

inline constexpr std::uint32_t kEepromFullSupplyMv = 2'700;
inline constexpr std::uint32_t kEepromLowSupplyHz = 2'000'000; // below that, or where the supply is not known

// docs/hardware/spi-eeprom.md, parts. Where sources differ, or a name stands for two pages, it is the smaller
// one, which serves both.
inline constexpr std::array kEepromTable = {
    EepromPart{"M95010", 128, 8, 1, 5, 10},          EepromPart{"M95020", 256, 8, 1, 5, 10},
    EepromPart{"M95080", 1 << 10, 32, 2, 5, 10},     EepromPart{"M95160", 2 << 10, 32, 2, 5, 10},
    EepromPart{"M95320", 4 << 10, 32, 2, 5, 10},     EepromPart{"M95640", 8 << 10, 32, 2, 5, 10},
    EepromPart{"M95128", 16 << 10, 64, 2, 5, 10},    EepromPart{"M95256", 32 << 10, 64, 2, 5, 10},
    EepromPart{"M95512", 64 << 10, 128, 2, 5, 10},   EepromPart{"M95M01", 128 << 10, 256, 3, 5, 10},
    EepromPart{"M95M02", 256 << 10, 256, 3, 10, 5},  EepromPart{"M95M04", 512 << 10, 512, 3, 5, 10},
    EepromPart{"25LC010", 128, 16, 1, 5, 5},         EepromPart{"25LC020", 256, 16, 1, 5, 5},
    EepromPart{"25LC080", 1 << 10, 16, 2, 5, 5},     EepromPart{"25LC160", 2 << 10, 16, 2, 5, 5},
    EepromPart{"25LC320", 4 << 10, 32, 2, 5, 5},     EepromPart{"25LC640", 8 << 10, 32, 2, 5, 5},
    EepromPart{"25LC128", 16 << 10, 64, 2, 5, 5},    EepromPart{"25LC256", 32 << 10, 64, 2, 5, 5},
    EepromPart{"25LC512", 64 << 10, 128, 2, 5, 10},  EepromPart{"25LC1024", 128 << 10, 256, 3, 6, 10},
    EepromPart{"25AA010", 128, 16, 1, 5, 5},         EepromPart{"25AA020", 256, 16, 1, 5, 5},
    EepromPart{"25AA080", 1 << 10, 16, 2, 5, 5},     EepromPart{"25AA160", 2 << 10, 16, 2, 5, 5},
    EepromPart{"25AA320", 4 << 10, 32, 2, 5, 5},     EepromPart{"25AA640", 8 << 10, 32, 2, 5, 5},
    EepromPart{"25AA128", 16 << 10, 64, 2, 5, 5},    EepromPart{"25AA256", 32 << 10, 64, 2, 5, 5},
    EepromPart{"25AA512", 64 << 10, 128, 2, 5, 10},  EepromPart{"25AA1024", 128 << 10, 256, 3, 6, 10},
    EepromPart{"AT25010", 128, 8, 1, 5, 10},         EepromPart{"AT25020", 256, 8, 1, 5, 10},
    EepromPart{"AT25080", 1 << 10, 32, 2, 5, 10},    EepromPart{"AT25160", 2 << 10, 32, 2, 5, 10},
    EepromPart{"AT25320", 4 << 10, 32, 2, 5, 10},    EepromPart{"AT25640", 8 << 10, 32, 2, 5, 10},
    EepromPart{"AT25128", 16 << 10, 64, 2, 5, 10},   EepromPart{"AT25256", 32 << 10, 64, 2, 5, 10},
    EepromPart{"AT25512", 64 << 10, 128, 2, 5, 10},  EepromPart{"AT25M01", 128 << 10, 256, 3, 5, 10},
    EepromPart{"AT25M02", 256 << 10, 256, 3, 10, 5}, EepromPart{"CAT25010", 128, 16, 1, 5, 5},
    EepromPart{"CAT25020", 256, 16, 1, 5, 5},        EepromPart{"CAT25080", 1 << 10, 32, 2, 5, 5},
    EepromPart{"CAT25160", 2 << 10, 32, 2, 5, 5},    EepromPart{"CAT25320", 4 << 10, 32, 2, 5, 5},
    EepromPart{"CAT25640", 8 << 10, 32, 2, 5, 5},    EepromPart{"CAT25128", 16 << 10, 64, 2, 5, 5},
    EepromPart{"CAT25256", 32 << 10, 64, 2, 5, 5},   EepromPart{"CAT25512", 64 << 10, 128, 2, 5, 5},
    EepromPart{"CAT25M01", 128 << 10, 256, 3, 5, 5},
};

// Takes the name with or without what follows the part number. Null: none of these.
constexpr const EepromPart* find_eeprom(std::string_view name) {
    for (const EepromPart& part : kEepromTable)
        if (name.starts_with(part.name)) return &part;
    return nullptr;
}

constexpr bool begins_like_any_of(std::string_view name, std::initializer_list<std::string_view> beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [name](std::string_view beginning) { return name.starts_with(beginning); });
}

// 512 bytes: the ninth bit of the address lies in the opcode.
constexpr bool has_address_in_opcode(std::string_view name) {
    return begins_like_any_of(name, {"M95040", "25LC040", "25AA040", "AT25040", "CAT25040"});
}

// The 24 series.
constexpr bool names_i2c_memory(std::string_view name) {
    return begins_like_any_of(name, {"24", "M24", "AT24", "ST24", "CAT24", "CAV24", "BR24", "FM24", "GT24",
                                     "FT24", "BL24", "S-24"});
}

// What EEPROMs with so many bytes of address have: docs/hardware/spi-eeprom.md, parts.
constexpr const char* sizes_with(std::uint8_t address_bytes) {
    return address_bytes == 1 ? "128 or 256 bytes" : address_bytes == 2 ? "1 to 64 KiB" : "128 KiB or more";
}

constexpr std::uint32_t maximum_hz(const EepromPart& part, std::uint32_t supply_mv) {
    return supply_mv >= kEepromFullSupplyMv ? part.maximum_mhz * 1'000'000u : kEepromLowSupplyHz;
}

ChipDescription describe_eeprom(const EepromPart& part);

} // namespace xspi
