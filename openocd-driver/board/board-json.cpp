// board-json FILE.cfg OUT.json: what a board's file says, for programs that do not run OpenOCD: the tests,
// and CI scripts.
#include "flash-library/chips/named-chip.hpp"
#include "flash-library/devices/flash-connection.hpp"
#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/file.hpp"
#include "openocd-driver/json.hpp"

#include <exception>
#include <iostream>

namespace {

using xspi::Json;

Json flash(const xspi::BoardFile& board) {
    const xspi::BoardFacts& facts = board.facts();
    return {{"name", board.flash_bank()},
            {"chip", facts.flash},
            {"controller", facts.controller == xspi::Controller::Xspi1 ? "XSPI1" : "XSPI2"},
            {"base", facts.mapped_base},
            {"size", xspi::find_chip_by_name(facts.flash).size},
            {"lines", xspi::flash_connection(facts).data_lines}};
}

Json describe(const xspi::BoardFile& board) {
    const xspi::BoardFacts& facts = board.facts();
    Json leds = Json::array();
    for (std::size_t i = 0; i < facts.led_count; ++i) leds.push_back(facts.leds[i].name);
    return {{"name", facts.name},
            {"mcu", facts.mcu},
            {"family", "stm32h7rs"},
            {"flashes", Json::array({flash(board)})},
            {"internal",
             {{"name", "int"},
              {"base", xspi::stm32h7rs::kInternalFlashBase},
              {"size", xspi::stm32h7rs::kInternalFlashSize},
              {"sector", xspi::stm32h7rs::kInternalSectorSize},
              {"driver", "xspi"}}},
            {"leds", leds}};
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: board-json FILE.cfg OUT.json\n";
        return 2;
    }
    try {
        const std::string text = describe(xspi::read_board_file(argv[1])).dump(2) + "\n";
        xspi::write_file(argv[2], {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
}
