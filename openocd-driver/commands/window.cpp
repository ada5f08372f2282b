// The memory-mapped window and the chip's mode: map, unmap, reset.
#include "openocd-driver/commands/command.hpp"

namespace xspi {

namespace {

template <typename Work> Answer for_external_banks(const CommandCall& call, const char* state, Work&& work) {
    expect_words(call, "map | unmap | reset", 0, 0);
    Answer answer{{{"banks", Json::array()}}, ""};
    for (const auto& bank : call.programmer.driver.banks()) {
        if (bank->memory->kind() != agent::Memory::External) continue;
        work(*bank);
        answer.json["banks"].push_back({{"name", bank->name}, {"base", hex(bank->base)}, {"state", state}});
        answer.text += fmt::format("{} at 0x{:08X}: {}\n", bank->name, bank->base, state);
    }
    return answer;
}

} // namespace

Answer map_command(const CommandCall& call) {
    return for_external_banks(call, "mapped", [&](Bank& bank) { call.programmer.access.probe(bank); });
}

Answer unmap_command(const CommandCall& call) {
    return for_external_banks(call, "not mapped", [&](Bank& bank) { call.programmer.access.unmap(bank); });
}

Answer reset_command(const CommandCall& call) {
    return for_external_banks(call, "in its power-up state, not mapped",
                              [&](Bank& bank) { call.programmer.access.reset_chip(bank); });
}

} // namespace xspi
