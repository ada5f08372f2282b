#include "soc/stm32f7/unmodelled.hpp"

namespace vb::stm32f7 {

namespace {
// Bases: ST's device headers stm32f746xx.h and stm32f767xx.h. Sizes: 1 KiB per slot unless the next base says
// otherwise. Those that only the STM32F76x has answer on the STM32F74x, too.
constexpr KnownBlock kKnown[] = {
    {"LPTIM1", 0x40002400, 0x400}, {"RTC", 0x40002800, 0x400},      {"WWDG", 0x40002C00, 0x400},
    {"CAN3", 0x40003400, 0x400},   {"SPDIFRX", 0x40004000, 0x400},  {"I2C1", 0x40005400, 0x400},
    {"I2C2", 0x40005800, 0x400},   {"I2C3", 0x40005C00, 0x400},     {"I2C4", 0x40006000, 0x400},
    {"CAN1", 0x40006400, 0x400},   {"CAN2", 0x40006800, 0x400},     {"CEC", 0x40006C00, 0x400},
    {"DAC", 0x40007400, 0x400},    {"SDMMC2", 0x40011C00, 0x400},   {"ADC", 0x40012000, 0x400},
    {"SDMMC1", 0x40012C00, 0x400}, {"EXTI", 0x40013C00, 0x400},     {"SAI1", 0x40015800, 0x400},
    {"SAI2", 0x40015C00, 0x400},   {"LTDC", 0x40016800, 0x400},     {"DSI", 0x40016C00, 0x800},
    {"DFSDM1", 0x40017400, 0x400}, {"MDIOS", 0x40017800, 0x400},    {"CRC", 0x40023000, 0x400},
    {"DMA1", 0x40026000, 0x400},   {"DMA2", 0x40026400, 0x400},     {"ETH", 0x40028000, 0x1400},
    {"DMA2D", 0x4002B000, 0xC00},  {"OTG_HS", 0x40040000, 0x40000}, {"OTG_FS", 0x50000000, 0x40000},
    {"DCMI", 0x50050000, 0x400},   {"JPEG", 0x50051000, 0x1000},    {"CRYP", 0x50060000, 0x400},
    {"HASH", 0x50060400, 0x400},   {"RNG", 0x50060800, 0x400},
};
} // namespace

std::span<const KnownBlock> unmodelled_blocks() { return kKnown; }

} // namespace vb::stm32f7
