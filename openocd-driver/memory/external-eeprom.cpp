// An EEPROM in the external flash's place: its name in the board's file says what it is, its write enable
// latch that it is there, MISO how many address bytes it takes, and a first write the rest.
#include "flash-library/chips/eeprom-finding.hpp"
#include "flash-library/devices/gpio.hpp"
#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/memory/external-flash.hpp"
#include "openocd-driver/memory/first-write.hpp"

#include <bit>
#include <utility>

namespace xspi {

namespace {

std::string bytes_text(std::uint32_t bytes) {
    return bytes < 1024 ? fmt::format("{} bytes", bytes) : fmt::format("{} KiB", bytes >> 10);
}

// The pad of one pin with another pull, for as long as this object lives.
class PulledPin {
  public:
    PulledPin(TargetPort& target, std::uint32_t gpio, unsigned pin)
        : target_(target), pupdr_(gpio + GPIO_PUPDR), shift_(2 * pin), before_(target.read_word(pupdr_)) {}
    ~PulledPin() {
        try {
            target_.put_word(pupdr_, before_);
        } catch (const Failure&) {
            // The link is gone: that is reported.
        }
    }
    PulledPin(const PulledPin&) = delete;
    PulledPin& operator=(const PulledPin&) = delete;
    void up() { pull(1); }
    void down() { pull(2); }

  private:
    void pull(std::uint32_t code) {
        const std::uint32_t mask = 3u << shift_;
        target_.put_word(pupdr_, (before_ & ~mask) | code << shift_, mask);
    }

    TargetPort& target_;
    const std::uint32_t pupdr_;
    const unsigned shift_;
    const std::uint32_t before_;
};

} // namespace

// 0: that cannot be told. At the clock of the search, which leaves a pull time for a bit.
std::uint8_t ExternalFlash::address_bytes(ChipSearch& port, TargetPort& target) const {
    const Pin miso = board_.flash.pin(Signal::Io1);
    PulledPin pin(target, board_.family.gpio.registers(miso.port), miso.number);
    PulledAnswer up, down;
    pin.up();
    read_pulled_answer(port, up);
    pin.down();
    read_pulled_answer(port, down);
    return address_bytes_seen(up, down);
}

void ExternalFlash::identify_eeprom(BringUp& up, ChipSearch& port, TargetPort& target) {
    ChipIdentity identity;
    std::uint8_t status = 0;
    bool hears = false;
    proved_ = false;
    hears_write_enable(port, hears, status);
    if (!hears)
        throw Failure(
            "XSPI-0401",
            "no {} answers on {}: its write enable latch does not follow WREN and WRDI at {:.1f} MHz (RDSR "
            "reads 0x{:02X}). Is it fitted and powered ({} V), and are SCK, NCS, MOSI and MISO on the pins "
            "that the board's file names? Is HOLD# high, the chip's pin 7?",
            eeprom_->name, board_.facts.name, clock_.spi_hz / 1e6, status, board_.flash.supply_mv / 1000.0);
    stage_ = Stage::Done;
    read_identity(port, Mode::Spi, identity);
    if (identity.answered())
        throw Failure(
            Failure::Kind::WrongChip, "XSPI-0403",
            "the board's file names a {}, which is an EEPROM and has no JEDEC id, but a chip with "
            "JEDEC id {:06X} answers: another board, or another chip was fitted; correct `flash` in "
            "the board's file",
            eeprom_->name, identity.word());
    const std::uint8_t seen = address_bytes(port, target);
    if (seen != 0 && seen != eeprom_->address_bytes)
        throw Failure(Failure::Kind::WrongChip, "XSPI-0431",
                      "the board's file names a {}, which has {} and takes {} address bytes, but the chip on "
                      "{} takes {}, as EEPROMs of {} do: another one was fitted; correct `chip` in the "
                      "board's file",
                      eeprom_->name, bytes_text(eeprom_->size), eeprom_->address_bytes, board_.facts.name,
                      seen, sizes_with(seen));
    if (seen == 0) tell_about_address();
    const ChipDescription chip = describe_eeprom(*eeprom_);
    require_room(chip);
    chip_ = chip;
    powers_up_in_ = Mode::Spi;
    unique_id_.clear();
    up.adopt(chip);
}

void ExternalFlash::tell_about_address() {
    if (std::exchange(told_about_address_, true)) return;
    bridge_log(
        BRIDGE_WARNING,
        fmt::format("XSPI-0434: MISO of {} does not follow its pad's pull, as with a resistor, so that "
                    "nobody sees whether the chip takes {} address bytes, as a {} does: be sure of its "
                    "name; with another one, what is written may lie elsewhere",
                    board_.facts.name, eeprom_->address_bytes, eeprom_->name)
            .c_str());
}

// Nothing answers RDID.
void ExternalFlash::require_no_eeprom(ChipSearch& port, TargetPort& target) {
    std::uint8_t status = 0, seen = 0;
    bool hears = false;
    if (!is_spi(connection_.kind)) return;
    const std::uint32_t slow =
        prescaler_for(clock_.kernel_hz, kEepromLowSupplyHz, division_of(board_.family, connection_.kind));
    const ChipVocabulary unknown = unknown_chip(std::bit_floor(reach()));
    port.configure(unknown, slow);
    hears_write_enable(port, hears, status);
    if (hears) seen = address_bytes(port, target);
    port.configure(unknown, clock_.spi_prescaler); // as whoever looks for a cause expects it
    if (!hears) return;
    stage_ = Stage::Done;
    const std::string_view named = board_.flash.chip;
    throw Failure(
        "XSPI-0430",
        "the chip on {} answers no RDID, but its write enable latch follows WREN and WRDI, as an EEPROM's "
        "does{}. It cannot be asked what it is: the board's file {}, and has to name the EEPROM, such as "
        "`chip M95M01`; one that is not known by its name is served as another of the same size and page",
        board_.facts.name,
        seen == 0 ? ""
                  : fmt::format("; it takes {} address byte{}, as those of {} do", seen, seen == 1 ? "" : "s",
                                sizes_with(seen)),
        named.empty() ? "names no chip"
                      : fmt::format("names a {}, which is none that is known as one", named));
}

bool ExternalFlash::eeprom_answers(AgentFlash& flash) const {
    ChipSearch port(flash, connection_);
    std::uint8_t status = 0;
    bool hears = false;
    return hears_write_enable(port, hears, status) && hears;
}

std::optional<std::size_t> ExternalFlash::carry_out_first(AgentFlash& flash, const ProgramPlan& plan) {
    if (eeprom_ == nullptr || proved_) return std::nullopt;
    const PlanGeometry named = geometry();
    const std::size_t telling = telling_step(plan.steps, named.page_size);
    const PlanStep part = telling_part(plan.steps[telling], named.page_size);
    FirstWrite first(flash, named, part);
    first.carry_out();
    const std::uint32_t at = board_.flash.mapped_base + part.address;
    if (const std::uint32_t page = first.smaller_page(); page != 0) {
        put_back(flash, first);
        throw Failure(Failure::Kind::WrongChip, "XSPI-0433",
                      "the board's file names a {}, whose pages have {} bytes, but a page of the chip on {} "
                      "has {}: another one was fitted; correct `chip` in the board's file. What was written "
                      "at 0x{:08X} was put back",
                      eeprom_->name, named.page_size, board_.facts.name, page, at);
    }
    if (const std::uint32_t size = first.smaller_size(); size != 0) {
        put_back(flash, first);
        throw Failure(Failure::Kind::WrongChip, "XSPI-0432",
                      "the board's file names a {} of {}, but what was written at 0x{:08X} appears at "
                      "0x{:08X}, too: the chip on {} has {} at most, another one was fitted; correct `chip` "
                      "in the board's file. What was written was put back",
                      eeprom_->name, bytes_text(named.size), at, at ^ size, board_.facts.name,
                      bytes_text(size));
    }
    proved_ = first.proves();
    const bool whole = part.bytes.size() == plan.steps[telling].bytes.size();
    return whole ? std::optional(telling) : std::nullopt;
}

// In pages as small as any: the chip's are not those of its name.
void ExternalFlash::put_back(AgentFlash& flash, FirstWrite& first) const {
    EepromPart any = *eeprom_;
    any.page = kSmallestPage;
    flash.configure(agent_setup(connection_, spi_vocabulary(describe_eeprom(any)), prescaler_));
    first.put_back(kSmallestPage);
    flash.configure(setup());
}

std::string ExternalFlash::write_fault() const {
    if (eeprom_ == nullptr) return FlashMemory::write_fault();
    return fmt::format("{}, or the chip is no {}: is its page {} bytes, its clock {} MHz at {} V?",
                       FlashMemory::write_fault(), eeprom_->name, eeprom_->page,
                       maximum_hz(*eeprom_, board_.flash.supply_mv) / 1'000'000,
                       board_.flash.supply_mv / 1000.0);
}

} // namespace xspi
