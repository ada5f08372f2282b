#include "soc/stm32f4/unmodelled.hpp"

namespace vb::stm32f4 {

namespace {
// Bases: ST's device headers stm32f407xx.h, stm32f429xx.h. Sizes: 1 KiB per slot unless the next base says
// otherwise. Those that only some lines have answer on the others, too.
constexpr KnownBlock kKnown[] = {
    {"RTC", 0x40002800, 0x400},      {"WWDG", 0x40002C00, 0x400},  {"I2S2ext", 0x40003400, 0x400},
    {"I2S3ext", 0x40004000, 0x400},  {"I2C1", 0x40005400, 0x400},  {"I2C2", 0x40005800, 0x400},
    {"I2C3", 0x40005C00, 0x400},     {"CAN1", 0x40006400, 0x400},  {"CAN2", 0x40006800, 0x400},
    {"DAC", 0x40007400, 0x400},      {"ADC", 0x40012000, 0x400},   {"SDIO", 0x40012C00, 0x400},
    {"EXTI", 0x40013C00, 0x400},     {"SAI1", 0x40015800, 0x400},  {"LTDC", 0x40016800, 0x400},
    {"CRC", 0x40023000, 0x400},      {"DMA1", 0x40026000, 0x400},  {"DMA2", 0x40026400, 0x400},
    {"ETH", 0x40028000, 0x1400},     {"DMA2D", 0x4002B000, 0xC00}, {"OTG_HS", 0x40040000, 0x40000},
    {"OTG_FS", 0x50000000, 0x40000}, {"DCMI", 0x50050000, 0x400},  {"CRYP", 0x50060000, 0x400},
    {"HASH", 0x50060400, 0x400},     {"RNG", 0x50060800, 0x400},
};
} // namespace

std::span<const KnownBlock> unmodelled_blocks() { return kKnown; }

} // namespace vb::stm32f4
