#include "openocd-driver/board-from/board-from.hpp"

#include "openocd-driver/shell/subcommand.hpp"

#include <memory>

namespace xspi {

Run add_board_from(CLI::App& app) {
    const auto request = std::make_shared<BoardFrom>();
    app.add_option("FILE", request->file, "a project of STM32CubeMX (.ioc)")->required();
    app.add_option("FACT=VALUE", request->answers, "what the file does not say: supply=3.3, ext.clock=80MHz");
    app.add_option("-o,--output", request->output,
                   "write the board's file there, not to the standard output");
    app.add_flag("--force", request->overwrite, "overwrite that file");
    app.add_option("--name", request->board, "the board's name; else the file's");
    return [request] { return board_from(*request); };
}

} // namespace xspi
