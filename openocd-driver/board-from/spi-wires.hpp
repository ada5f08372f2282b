// A flash behind a plain SPI, as far as an .ioc lets one suppose it: the file knows which pins an SPI has,
// and nothing of what hangs on them but the label of the output that selects it.
#pragma once
#include "openocd-driver/board-from/ioc-file.hpp"

#include <string>
#include <vector>

namespace xspi {

struct SpiWires {
    std::string controller; // "SPI1"
    const IocPin* sck = nullptr;
    const IocPin* miso = nullptr;
    const IocPin* mosi = nullptr;
    const IocPin* select = nullptr;
    bool names_flash = false; // the label speaks of a flash, "FLASH_CS", not only of a chip select, "SPI1_CS"
    bool names_eeprom = false; // or of an EEPROM, "EEPROM_CS"
    std::string part = {};     // of the EEPROM, where the label has it
    std::string clock = {};    // "20MHz"; empty: the file does not say
};

// Each SPI master with each output that may select a flash or an EEPROM on it. An output that names something
// else, as LCD_CS, selects none.
std::vector<SpiWires> spi_wires(const IocFile& ioc);

} // namespace xspi
