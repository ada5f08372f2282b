#include "openocd-driver/export/export.hpp"

#include "openocd-driver/shell/subcommand.hpp"

#include <memory>

namespace xspi {

Run add_export(CLI::App& app) {
    struct Words : ExportRequest {
        std::string board, sector_text;
    };
    const auto words = std::make_shared<Words>();
    app.add_option("FORM", words->form,
                   "flm (CMSIS-Pack: Keil, pyOCD, IAR), stldr (STM32CubeProgrammer), probe-rs, pyocd")
        ->required();
    app.add_option("BOARD.cfg", words->board, "the board's file")->required();
    app.add_option("BANK", words->bank,
                   "one flash by its bank's name; else the first, or all where the form allows that");
    app.add_option("-o,--output", words->output, "the file; else the board's name with the form's ending");
    app.add_option("--sector", words->sector_text,
                   "what one erase erases: 4KiB; else 64 KiB where the chip has them");
    return [words] {
        if (!words->sector_text.empty()) words->sector = parse_sector(words->sector_text);
        return export_loader(words->board, *words);
    };
}

} // namespace xspi
