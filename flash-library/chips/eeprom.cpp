#include "flash-library/chips/eeprom.hpp"

namespace xspi {

// An erase of one page is a WRITE of FFh to all of it. Data sheets say how long a write cycle takes at most;
// that is also what it counts for in an estimate.
ChipDescription describe_eeprom(const EepromPart& part) {
    const std::uint64_t write_us = part.write_ms * std::uint64_t{1000};
    ChipDescription chip;
    chip.name = part.name;
    chip.described_by = DescribedBy::Name;
    chip.size = part.size;
    chip.page_size = part.page;
    chip.page_program = {write_us, write_us};
    chip.eeprom_address_bytes = part.address_bytes;
    chip.erase[0].size = part.page;
    chip.erase[0].time = chip.page_program;
    chip.chip_erase_opcode = 0;
    chip.fast_read = false;
    return chip;
}

} // namespace xspi
