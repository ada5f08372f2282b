#include "openocd-driver/dfu/dfu-line.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/number.hpp"
#include "openocd-driver/shell/subcommand.hpp"

#include <memory>

namespace xspi {

Run add_dfu(CLI::App& app) {
    struct Words : DfuQuestion {
        std::string at;
    };
    const auto words = std::make_shared<Words>();
    app.add_option("BOARD.cfg", words->board, "the board's file")->required();
    app.add_option("FILE", words->file, "bin, hex, S-records or ELF")->required();
    app.add_option("ADDRESS", words->at, "where a bin goes; else where the board's applications begin");
    app.add_option("-o,--output", words->output,
                   "what is no bin becomes this DfuSe file; else FILE with the ending .dfu");
    app.add_flag("--stay", words->stay, "do not start the application afterwards");
    return [words] {
        if (!words->at.empty()) {
            const Number number = read_number(words->at);
            if (!number.wrong.empty())
                throw Failure("XSPI-1232", "ADDRESS `{}`: {}", words->at, number.wrong);
            words->address = number.value;
        }
        return dfu_answer(*words);
    };
}

} // namespace xspi
