// Whose clocks the core has: what decides whether it may run on.
#include "openocd-driver/commands/command.hpp"

#include "openocd-driver/bridge/bridge.h"

#include <set>

namespace xspi {

Answer core_command(const CommandCall& call) {
    expect_words(call, "core", 0, 0);
    Answer answer{{{"cores", Json::array()}}, ""};
    std::set<target*> seen;
    for (const auto& bank : call.programmer.driver.banks()) {
        if (!seen.insert(bank->owner).second) continue;
        const std::string name = bridge_target_name(bank->owner);
        const bool needs_reset = call.programmer.cores.needs_reset(bank->owner);
        answer.json["cores"].push_back({{"name", name},
                                        {"needs_reset", needs_reset},
                                        {"mapped", call.programmer.cores.mapped(bank->owner)}});
        answer.text +=
            name + (needs_reset
                        ? ": its clocks and flash pins are set for the agent: `reset` it before it runs on\n"
                        : ": clocks and flash pins as its own program or the reset left them\n");
    }
    return answer;
}

} // namespace xspi
