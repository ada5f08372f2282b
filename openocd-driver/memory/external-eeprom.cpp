// An EEPROM in the external flash's place: its name in the board's file says what it is, its write enable
// latch that it is there.
#include "flash-library/chips/eeprom-finding.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/memory/external-flash.hpp"

#include <bit>

namespace xspi {

void ExternalFlash::identify_eeprom(BringUp& up, ChipSearch& port) {
    ChipIdentity identity;
    std::uint8_t status = 0;
    bool hears = false;
    hears_write_enable(port, hears, status);
    if (!hears)
        throw Failure(
            "XSPI-0401",
            "no {} answers on {}: its write enable latch does not follow WREN and WRDI at {} MHz (RDSR reads "
            "0x{:02X}). Is it fitted and powered ({} V), and are SCK, NCS, MOSI and MISO on the pins that "
            "the "
            "board's file names? Is HOLD# high, the chip's pin 7?",
            eeprom_->name, board_.facts.name, clock_.spi_hz / 1'000'000, status,
            board_.flash.supply_mv / 1000.0);
    stage_ = Stage::Done;
    read_identity(port, Mode::Spi, identity);
    if (identity.answered())
        throw Failure(
            Failure::Kind::WrongChip, "XSPI-0403",
            "the board's file names a {}, which is an EEPROM and has no JEDEC id, but a chip with "
            "JEDEC id {:06X} answers: another board, or another chip was fitted; correct `flash` in "
            "the board's file",
            eeprom_->name, identity.word());
    const ChipDescription chip = describe_eeprom(*eeprom_);
    require_room(chip);
    chip_ = chip;
    powers_up_in_ = Mode::Spi;
    unique_id_.clear();
    up.adopt(chip);
}

// Nothing answers RDID.
void ExternalFlash::require_no_eeprom(ChipSearch& port) {
    std::uint8_t status = 0;
    bool hears = false;
    if (!is_spi(connection_.kind)) return;
    const std::uint32_t slow =
        prescaler_for(clock_.kernel_hz, kEepromLowSupplyHz, division_of(board_.family, connection_.kind));
    const ChipVocabulary unknown = unknown_chip(std::bit_floor(reach()));
    port.configure(unknown, slow);
    hears_write_enable(port, hears, status);
    port.configure(unknown, clock_.spi_prescaler); // as whoever looks for a cause expects it
    if (!hears) return;
    stage_ = Stage::Done;
    const std::string_view named = board_.flash.chip;
    throw Failure("XSPI-0430",
                  "the chip on {} answers no RDID, but its write enable latch follows WREN and WRDI, as an "
                  "EEPROM's does. It cannot be asked what it is: the board's file {}, and has to name the "
                  "EEPROM, such as `chip M95M01`",
                  board_.facts.name, named.empty() ? "names no chip" : fmt::format("names a {}", named));
}

bool ExternalFlash::eeprom_answers(AgentFlash& flash) const {
    ChipSearch port(flash, connection_);
    std::uint8_t status = 0;
    bool hears = false;
    return hears_write_enable(port, hears, status) && hears;
}

} // namespace xspi
