#include "openocd-driver/commands/command.hpp"

namespace xspi {

Answer info_command(const CommandCall& call) {
    expect_words(call, "info [BANK]", 0, 1);
    Answer answer{{{"banks", Json::array()}}, ""};
    for (const auto& bank : call.programmer.driver.banks()) {
        if (!call.words.empty() && bank.get() != &bank_named(call, 0)) continue;
        answer.text +=
            fmt::format("{} at 0x{:08X}: {}", bank->name, bank->base, call.programmer.access.info(*bank));
        Json facts{{"name", bank->name}, {"base", hex(bank->base)}};
        facts.update(bank->memory->facts());
        answer.json["banks"].push_back(std::move(facts));
    }
    return answer;
}

} // namespace xspi
