// The memory-mapped window and the chip's mode: map, unmap, reset.
#include "openocd-driver/commands/command.hpp"

namespace xspi {

namespace {

constexpr const char* kNothingMapsIt = "read through the agent, no controller maps it";

// unmapped_state: what is said instead of a flash that no controller maps.
template <typename Work> Answer for_external_banks(const CommandCall& call, const char* state,
                                                   const char* unmapped_state, Work&& work) {
    expect_words(call, "map | unmap | reset", 0, 0);
    Answer answer{{{"banks", Json::array()}}, ""};
    for (const auto& bank : call.programmer.driver.banks()) {
        if (bank->memory->kind() != agent::Memory::External) continue;
        work(*bank);
        const char* const found = bank->memory->mappable() ? state : unmapped_state;
        answer.json["banks"].push_back({{"name", bank->name}, {"base", hex(bank->base)}, {"state", found}});
        answer.text += fmt::format("{} at 0x{:08X}: {}\n", bank->name, bank->base, found);
    }
    return answer;
}

} // namespace

Answer map_command(const CommandCall& call) {
    return for_external_banks(call, "mapped", kNothingMapsIt,
                              [&](Bank& bank) { call.programmer.access.probe(bank); });
}

Answer unmap_command(const CommandCall& call) {
    return for_external_banks(call, "not mapped", kNothingMapsIt,
                              [&](Bank& bank) { call.programmer.access.unmap(bank); });
}

Answer reset_command(const CommandCall& call) {
    return for_external_banks(call, "in its power-up state, not mapped", "in its power-up state",
                              [&](Bank& bank) { call.programmer.access.reset_chip(bank); });
}

} // namespace xspi
