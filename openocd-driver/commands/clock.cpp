// The flash clock while programming.
#include "openocd-driver/commands/command.hpp"

namespace xspi {

Answer clock_command(const CommandCall& call) {
    expect_words(call, "clock [FREQUENCY]", 0, 1);
    Answer answer{{{"banks", Json::array()}}, ""};
    for (const auto& bank : call.programmer.driver.banks()) {
        if (bank->memory->kind() != agent::Memory::External) continue;
        if (!call.words.empty()) call.programmer.access.limit_clock(*bank, parse_frequency(call.words[0]));
        const std::uint32_t hz = bank->memory->clock_hz();
        answer.json["banks"].push_back({{"name", bank->name}, {"clock_hz", hz}});
        answer.text += fmt::format("{}: {:.1f} MHz while programming\n", bank->name, hz / 1e6);
    }
    return answer;
}

} // namespace xspi
