#include "openocd-driver/board-from/ioc-board.hpp"

#include "flash-library/devices/families.hpp"
#include "openocd-driver/board-from/flash-clock.hpp"
#include "openocd-driver/board-from/flash-wires.hpp"
#include "openocd-driver/board-from/ioc-facts.hpp"
#include "openocd-driver/board-from/spi-wires.hpp"
#include "openocd-driver/failure.hpp"

#include <algorithm>

namespace xspi {

namespace {

constexpr std::uint32_t kUsualAddress = 0x9000'0000; // where most chips appear

// The pin carries that signal on this package, else the right ones are named.
void check_pin(const IocFile& ioc, const IocMcu& mcu, const IocPin& pin) {
    const std::vector<SignalPin> right = mcu.pins->pins_of(pin.signal);
    std::string names;
    for (const SignalPin& one : right) {
        if (one.pin == pin.pin) return;
        names += (names.empty() ? "" : ", ") + pin_text(one.pin);
    }
    throw Failure("XSPI-1217", "{} has {} on {}, which cannot carry it on {}; pins that can: {}", ioc.name(),
                  pin.signal, pin_text(pin.pin), mcu.pins->reference, names.empty() ? "none" : names);
}

std::string names_of_flash(std::size_t number) {
    return number == 0 ? "ext" : "ext" + std::to_string(number + 1);
}

DraftFact mapped_fact(const IocMcu& mcu, const std::string& controller) {
    const Family* family = find_family(mcu.name);
    const ControllerInstance* known = family != nullptr ? family->pins.controller(controller) : nullptr;
    if (known != nullptr && known->window.size != 0)
        return {"mapped", fmt::format("0x{:08X}", known->window.base)};
    return {"mapped", kOpen,
            fmt::format("this version does not know {} of {}", controller, mcu.pins->reference)};
}

DraftFact supply_fact() { return {"supply", kOpen, "of the chip, in volts: no .ioc says it"}; }

DraftFlash mapped_flash(const IocFile& ioc, const IocMcu& mcu, const FlashWires& wires) {
    DraftFlash flash;
    for (const auto& [signal, pin] : wires.pins) check_pin(ioc, mcu, *pin);
    const std::string pins = pins_text(wires);
    const bool open = pins.find('?') != pins.npos;
    const char* why = open ? "not all are in the file" : "";
    flash.facts = {{"controller", wires.controller},
                   mapped_fact(mcu, wires.controller),
                   {"pins", "{" + pins + "}", wires.selects.empty() ? why : wires.selects},
                   supply_fact(),
                   clock_fact(ioc, wires.controller)};
    flash.why = size_remark(ioc, wires.controller);
    return flash;
}

void add_mapped_flashes(const IocFile& ioc, const IocMcu& mcu, BoardDraft& draft) {
    std::string last;
    for (const FlashWires& wires : flash_wires(ioc)) {
        const std::string not_one = why_no_flash(ioc, wires.controller);
        if (!not_one.empty()) {
            draft.remarks.push_back(wires.controller + " serves no flash: " + not_one);
            continue;
        }
        DraftFlash flash = mapped_flash(ioc, mcu, wires);
        if (wires.controller == last) {
            flash.offered = true;
            flash.why = "The other bank of the same controller: one of them can be described.";
        }
        last = wires.controller;
        flash.name = names_of_flash(draft.flashes.size());
        draft.flashes.push_back(std::move(flash));
    }
}

DraftFlash spi_flash(const SpiWires& spi, bool alone) {
    DraftFlash flash;
    const DraftFact address = alone
                                  ? DraftFact{"address", fmt::format("0x{:08X}", kUsualAddress),
                                              "chosen: this controller maps nothing"}
                                  : DraftFact{"address", kOpen, "to be chosen: this controller maps nothing"};
    flash.facts = {
        {"controller", spi.controller},
        address,
        {"pins", fmt::format("{{SCK {}  NCS {}  MOSI {}  MISO {}}}", pin_text(spi.sck->pin),
                             pin_text(spi.select->pin), pin_text(spi.mosi->pin), pin_text(spi.miso->pin))},
        supply_fact(),
        {"clock", spi.clock.empty() ? kOpen : spi.clock,
         spi.clock.empty() ? "the highest that the board is laid out for"
                           : "of the project: " + spi.controller + ".CalculateBaudRate"}};
    if (spi.names_eeprom)
        flash.facts.insert(flash.facts.begin(),
                           {"chip", spi.part.empty() ? kOpen : spi.part,
                            spi.part.empty() ? "an EEPROM cannot be asked what it is" : "of the label"});
    const std::string label = spi.select->label.empty() ? spi.select->signal : spi.select->label;
    flash.why = fmt::format("{} has a chip select, {}, labelled {}", spi.controller,
                            pin_text(spi.select->pin), label);
    return flash;
}

// An SPI's flash is a fact where its chip select is labelled as one's, and nothing else is there; an EEPROM
// where no flash is, either. Else they are offered.
void add_spi_flashes(const IocFile& ioc, const IocMcu& mcu, BoardDraft& draft) {
    const std::vector<SpiWires> all = spi_wires(ioc);
    const auto flashes =
        std::count_if(all.begin(), all.end(), [](const SpiWires& spi) { return spi.names_flash; });
    const auto eeproms =
        std::count_if(all.begin(), all.end(), [](const SpiWires& spi) { return spi.names_eeprom; });
    const bool alone = draft.flashes.empty();
    for (const SpiWires& spi : all) {
        for (const IocPin* pin : {spi.sck, spi.miso, spi.mosi}) check_pin(ioc, mcu, *pin);
        DraftFlash flash = spi_flash(spi, alone);
        const bool only = spi.names_flash ? flashes == 1 : spi.names_eeprom && flashes == 0 && eeproms == 1;
        flash.offered = !(alone && only);
        flash.why += flash.offered && !spi.names_eeprom ? "; is it a flash's?" : "";
        flash.name = names_of_flash(draft.flashes.size());
        draft.flashes.push_back(std::move(flash));
    }
}

// What the file has in the place of a flash.
std::string what_is_there(const IocFile& ioc, const IocMcu& mcu, const BoardDraft& draft) {
    std::string text;
    for (const std::string& remark : draft.remarks) text += "; " + remark;
    for (const std::string_view name : *mcu.pins->controllers)
        if (!name.starts_with("SPI") && !ioc.value(std::string(name) + ".IPParameters").empty() &&
            text.empty())
            text += fmt::format("; {} is set up, and its pins are not in the file", name);
    return text;
}

} // namespace

BoardDraft draft_from_ioc(const IocFile& ioc, const std::string& board) {
    BoardDraft draft{.name = board, .source = ioc.name()};
    const IocMcu mcu = mcu_of(ioc);
    draft.facts.push_back(mcu.fact);
    for (DraftFact& fact : clock_and_supply_facts(ioc)) draft.facts.push_back(std::move(fact));
    add_mapped_flashes(ioc, mcu, draft);
    add_spi_flashes(ioc, mcu, draft);
    if (draft.flashes.empty())
        throw Failure(
            "XSPI-1213",
            "{} uses no controller of a flash: neither QUADSPI, OCTOSPI, XSPI nor HSPI has pins, and no SPI "
            "a chip select labelled as such{}",
            ioc.name(), what_is_there(ioc, mcu, draft));
    if (find_family(mcu.name) == nullptr)
        draft.remarks.push_back("This version of openocd-xspi does not know " +
                                std::string(mcu.pins->reference) + " yet, and refuses the file.");
    draft.last_facts = led_button_usb_facts(ioc);
    return draft;
}

} // namespace xspi
