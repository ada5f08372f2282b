// board-json FILE.cfg OUT.json: what a board's file says, for programs that do not run OpenOCD: the tests,
// and CI scripts.
#include "flash-library/chips/named-chip.hpp"
#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/board/facts-problem.hpp"
#include "openocd-driver/file.hpp"
#include "openocd-driver/json.hpp"

#include <exception>
#include <iostream>

namespace {

using xspi::Json;

Json flash(const xspi::FlashFacts& flash) {
    return {{"name", flash.name},
            {"chip", flash.chip},
            {"controller", flash.controller},
            {"base", flash.mapped_base},
            {"size", xspi::find_chip_by_name(flash.chip).size},
            {"lines", xspi::data_lines(flash)}};
}

Json internal(const xspi::Family& family, const xspi::Device& device) {
    const auto banks = family.internal_flash.banks(device);
    std::uint32_t size = 0, count = 0; // of all banks, which follow one another
    for (const xspi::MemoryRegion& bank : banks) {
        size += bank.size;
        count += bank.size != 0 ? 1 : 0;
    }
    const std::string_view driver = family.internal_flash.openocd_driver;
    return {{"name", "int"},
            {"base", banks[0].base},
            {"size", size},
            {"banks", count},
            {"sector", family.internal_flash.sector_size},
            {"driver", driver.empty() ? "xspi" : driver}};
}

Json describe(const xspi::BoardFacts& facts) {
    if (const xspi::FactsProblem problem = xspi::check_facts(facts)) throw xspi::explain(problem, facts);
    const xspi::Family& family = *xspi::find_family(facts.mcu);
    Json flashes = Json::array(), leds = Json::array(), buttons = Json::array();
    for (const xspi::FlashFacts& one : facts.flash_list()) flashes.push_back(flash(one));
    for (std::size_t i = 0; i < facts.led_count; ++i) leds.push_back(facts.leds[i].name);
    for (std::size_t i = 0; i < facts.button_count; ++i) buttons.push_back(facts.buttons[i].name);
    return {{"name", facts.name},
            {"mcu", facts.mcu},
            {"family", family.folder},
            {"flashes", flashes},
            {"internal", internal(family, *xspi::find_device(family.devices, facts.mcu))},
            {"leds", leds},
            {"buttons", buttons},
            {"usb", facts.usb}};
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: board-json FILE.cfg OUT.json\n";
        return 2;
    }
    try {
        const std::string text = describe(xspi::read_board_file(argv[1]).facts()).dump(2) + "\n";
        xspi::write_file(argv[2], {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
}
