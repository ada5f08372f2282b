#include "soc/stm32h7rs/unmodelled.hpp"

namespace vb {

namespace {
struct Known {
    const char* name;
    std::uint32_t base, size;
};
// Bases: ST's device header stm32h7s3xx.h. Sizes: 1 KiB per APB/AHB slot unless the next base says otherwise.
constexpr Known kKnown[] = {
    {"LPTIM1", 0x40002400, 0x400},   {"WWDG", 0x40002C00, 0x400},       {"SPI2", 0x40003800, 0x400},
    {"SPI3", 0x40003C00, 0x400},     {"SPDIFRX", 0x40004000, 0x400},    {"UART4", 0x40004C00, 0x400},
    {"UART5", 0x40005000, 0x400},    {"I2C1", 0x40005400, 0x400},       {"I2C2", 0x40005800, 0x400},
    {"I2C3", 0x40005C00, 0x400},     {"CEC", 0x40006C00, 0x400},        {"UART7", 0x40007800, 0x400},
    {"UART8", 0x40007C00, 0x400},    {"CRS", 0x40008400, 0x400},        {"MDIOS", 0x40009400, 0x400},
    {"FDCAN1", 0x4000A000, 0x400},   {"FDCAN2", 0x4000A400, 0x400},     {"SRAMCAN", 0x4000AC00, 0x1000},
    {"UCPD1", 0x4000EC00, 0x400},    {"GPDMA1", 0x40021000, 0x1000},    {"ADC12", 0x40022000, 0x400},
    {"ETH", 0x40028000, 0x2000},     {"ADF1", 0x4002F000, 0x1000},      {"OTG_HS", 0x40040000, 0x40000},
    {"OTG_FS", 0x40080000, 0x40000}, {"SPI1", 0x42003000, 0x400},       {"SPI4", 0x42003400, 0x400},
    {"SPI5", 0x42005000, 0x400},     {"SAI1", 0x42005800, 0x400},       {"SAI2", 0x42005C00, 0x400},
    {"PSSI", 0x48000400, 0x400},     {"SDMMC2", 0x48002400, 0x400},     {"DLYB_SDMMC2", 0x48002800, 0x400},
    {"CORDIC", 0x48004400, 0x400},   {"RNG", 0x48020000, 0x400},        {"HASH", 0x48020400, 0x400},
    {"CRYP", 0x48020800, 0x400},     {"SAES", 0x48021000, 0x400},       {"PKA", 0x48022000, 0x2000},
    {"DCMIPP", 0x50002000, 0x1000},  {"GFXTIM", 0x50004000, 0x400},     {"HPDMA1", 0x52000000, 0x1000},
    {"DMA2D", 0x52001000, 0x1000},   {"ENGI_BYTES", 0x52002800, 0x400}, {"JPEG", 0x52003000, 0x1000},
    {"FMC", 0x52004000, 0x400},      {"SDMMC1", 0x52007000, 0x400},     {"DLYB_SDMMC1", 0x52008000, 0x400},
    {"RAMECC1", 0x52009000, 0x400},  {"MCE1", 0x5200B800, 0x400},       {"MCE2", 0x5200BC00, 0x400},
    {"MCE3", 0x5200C000, 0x400},     {"GFXMMU", 0x52010000, 0x3000},    {"EXTI", 0x58000000, 0x400},
    {"LPUART1", 0x58000C00, 0x400},  {"SPI6", 0x58001400, 0x400},       {"LPTIM2", 0x58002400, 0x400},
    {"LPTIM3", 0x58002800, 0x400},   {"LPTIM4", 0x58002C00, 0x400},     {"LPTIM5", 0x58003000, 0x400},
    {"VREFBUF", 0x58003C00, 0x400},  {"RTC", 0x58004000, 0x400},        {"TAMP", 0x58004400, 0x400},
    {"DTS", 0x58006800, 0x400},      {"CRC", 0x58024C00, 0x400},        {"RAMECC2", 0x58027000, 0x400},
    {"AXIM", 0xBFF00000, 0x100000},
};
} // namespace

UnmodelledStm32h7s3::UnmodelledStm32h7s3() {
    for (const Known& one : kKnown) places_.push_back({one.base, one.size, UnmodelledBlock(one.name)});
}

void UnmodelledStm32h7s3::attach(MemoryMap& map) {
    for (Place& place : places_) map.add_device(place.base, place.size, place.block);
}

void UnmodelledStm32h7s3::reset() {
    for (Place& place : places_) place.block.reset();
}

} // namespace vb
