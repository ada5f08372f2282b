#include "openocd-driver/loader/loader-info.hpp"

#include "openocd-driver/shell/subcommand.hpp"

#include <memory>

namespace xspi {

Run add_loader_info(CLI::App& app) {
    const auto file = std::make_shared<std::string>();
    app.add_option("FILE", *file,
                   "an external loader (.stldr), a CMSIS-Pack algorithm (.FLM), or a definition.yaml")
        ->required();
    return [file] { return loader_info(*file); };
}

} // namespace xspi
