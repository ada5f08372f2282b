// What another tool's flash loader says of itself.
#include "openocd-driver/loader/loader-info.hpp"

#include "openocd-driver/commands/command.hpp"

namespace xspi {

Answer loader_info_command(const CommandCall& call) {
    expect_words(call, "loader-info FILE", 1, 1);
    return loader_info(call.words[0]);
}

} // namespace xspi
