#include "soc/stm32h74x/unmodelled.hpp"

namespace vb::stm32h74x {

namespace {
// Bases: ST's device header stm32h743xx.h. Sizes: 1 KiB per APB/AHB slot unless the next base says otherwise.
constexpr KnownBlock kKnown[] = {
    {"LPTIM1", 0x40002400, 0x400},      {"SPDIFRX", 0x40004000, 0x400},
    {"I2C1", 0x40005400, 0x400},        {"I2C2", 0x40005800, 0x400},
    {"I2C3", 0x40005C00, 0x400},        {"CEC", 0x40006C00, 0x400},
    {"DAC1", 0x40007400, 0x400},        {"CRS", 0x40008400, 0x400},
    {"SWPMI1", 0x40008800, 0x400},      {"OPAMP", 0x40009000, 0x400},
    {"MDIOS", 0x40009400, 0x400},       {"FDCAN1", 0x4000A000, 0x400},
    {"FDCAN2", 0x4000A400, 0x400},      {"FDCAN_CCU", 0x4000A800, 0x400},
    {"SRAMCAN", 0x4000AC00, 0x2800},    {"SAI1", 0x40015800, 0x400},
    {"SAI2", 0x40015C00, 0x400},        {"SAI3", 0x40016000, 0x400},
    {"DFSDM1", 0x40017000, 0x400},      {"HRTIM1", 0x40017400, 0x400},
    {"DMA1", 0x40020000, 0x400},        {"DMA2", 0x40020400, 0x400},
    {"DMAMUX1", 0x40020800, 0x400},     {"ADC12", 0x40022000, 0x400},
    {"ETH", 0x40028000, 0x2000},        {"DCMI", 0x48020000, 0x400},
    {"CRYP", 0x48021000, 0x400},        {"HASH", 0x48021400, 0x400},
    {"RNG", 0x48021800, 0x400},         {"SDMMC2", 0x48022400, 0x400},
    {"DLYB_SDMMC2", 0x48022800, 0x400}, {"RAMECC2", 0x48023000, 0x400},
    {"LTDC", 0x50001000, 0x1000},       {"WWDG1", 0x50003000, 0x1000},
    {"GPV", 0x51000000, 0x100000},      {"MDMA", 0x52000000, 0x1000},
    {"DMA2D", 0x52001000, 0x1000},      {"JPEG", 0x52003000, 0x1000},
    {"FMC", 0x52004000, 0x400},         {"DLYB_QUADSPI", 0x52006000, 0x1000},
    {"SDMMC1", 0x52007000, 0x400},      {"DLYB_SDMMC1", 0x52008000, 0x400},
    {"RAMECC1", 0x52009000, 0x400},     {"EXTI", 0x58000000, 0x400},
    {"LPUART1", 0x58000C00, 0x400},     {"I2C4", 0x58001C00, 0x400},
    {"LPTIM2", 0x58002400, 0x400},      {"LPTIM3", 0x58002800, 0x400},
    {"LPTIM4", 0x58002C00, 0x400},      {"LPTIM5", 0x58003000, 0x400},
    {"COMP", 0x58003800, 0x400},        {"VREFBUF", 0x58003C00, 0x400},
    {"RTC", 0x58004000, 0x400},         {"SAI4", 0x58005400, 0x400},
    {"CRC", 0x58024C00, 0x400},         {"BDMA", 0x58025400, 0x400},
    {"DMAMUX2", 0x58025800, 0x400},     {"ADC3", 0x58026000, 0x400},
    {"HSEM", 0x58026400, 0x400},        {"RAMECC3", 0x58027000, 0x400},
};
} // namespace

std::span<const KnownBlock> unmodelled_blocks() { return kKnown; }

} // namespace vb::stm32h74x
