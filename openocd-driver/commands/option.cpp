// The microcontroller's option bytes: list, show, write.
#include "openocd-driver/commands/command.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/option-bytes.hpp"

namespace xspi {

namespace {

constexpr const char* kActsLater =
    "changed since the last reset: these values act after the next one (`reset`, or power off and on)\n";

constexpr const char* kActsNow = "changed: it acts from now on; what is looked at only at a reset, as a "
                                 "watchdog's start, from the next one on\n";

std::string line(const OptionByte& option, std::uint32_t value) {
    return fmt::format("{} = 0x{:X}   {}\n", option.name, value, option.meaning);
}

Json facts(const OptionByte& option, std::uint32_t value) {
    return {{"name", option.name}, {"value", value}, {"meaning", option.meaning}};
}

} // namespace

Answer option_command(const CommandCall& call) {
    expect_words(call, "option [NAME [VALUE]]", 0, 2);
    Answer answer{{{"options", Json::array()}}, ""};
    const Board board = call.programmer.driver.board();
    bool later = false;
    const auto show = [&](TargetPort& target, const OptionByte& option) {
        const std::uint32_t value = OptionBytes(target, board).value(option);
        answer.text += line(option, value);
        answer.json["options"].push_back(facts(option, value));
        later = later || OptionBytes(target, board).act_after_reset(option.group);
    };
    const auto end = [&](const char* otherwise) {
        answer.text += later ? kActsLater : otherwise;
        answer.json["acts_after_reset"] = later;
        return answer;
    };
    if (call.words.empty()) {
        call.programmer.access.with_halted_core([&](TargetPort& target) {
            for (const OptionByte& option : board.family.options) show(target, option);
        });
        return end("");
    }
    const OptionByte& option = option_named(board.family, call.words[0]);
    if (call.words.size() == 1) {
        call.programmer.access.with_halted_core([&](TargetPort& target) { show(target, option); });
        return end("");
    }
    const std::uint32_t value = parse_number("value", call.words[1]);
    bool changed = false;
    call.programmer.access.with_halted_core([&](TargetPort& target) {
        OptionBytes bytes(target, board);
        changed = bytes.value(option) != value;
        bytes.write(option, value);
        show(target, option);
    });
    return end(changed ? kActsNow : "no change: this value already acts\n");
}

} // namespace xspi
