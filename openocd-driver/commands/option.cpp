// The microcontroller's option bytes: list, show, write.
#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/commands/command.hpp"
#include "openocd-driver/commands/layout-change.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/option-bytes.hpp"

#include <optional>

namespace xspi {

namespace {

constexpr const char* kUsage = "option [NAME [VALUE [mass-erase | boot-elsewhere]]] [-dry-run]";

constexpr const char* kActsLater =
    "changed since the last reset: these values act after the next one (`reset`, or power off and on)\n";

constexpr const char* kActsNow = "changed: it acts from now on; what is looked at only at a reset, as a "
                                 "watchdog's start, from the next one on\n";

constexpr const char* kNoChange = "no change: this value already acts\n";

// "0x1 (single)"
std::string value_text(const OptionByte& option, std::uint32_t value) {
    const std::string_view word = option.word_for(value);
    return fmt::format("0x{:X}{}", value, word.empty() ? "" : fmt::format(" ({})", word));
}

// What `xspi option` works on: one board's options, and the answer as it grows.
class OptionWork {
  public:
    explicit OptionWork(const CommandCall& call) : call_(call), board_(call.programmer.driver.board()) {}

    void show(TargetPort& target, const OptionByte& option) {
        const std::uint32_t value = OptionBytes(target, board_).value(option);
        text_ += fmt::format("{} = {}   {}\n", option.name, value_text(option, value), option.meaning);
        Json facts{{"name", option.name}, {"value", value}, {"meaning", option.meaning}};
        if (!option.word_for(value).empty()) facts["word"] = option.word_for(value);
        options_.push_back(facts);
        later_ = later_ || OptionBytes(target, board_).act_after_reset(option.group);
    }

    void show_all(TargetPort& target) {
        for (const OptionByte& option : board_.family.options) show(target, option);
    }

    // Only says what writing it would do.
    void rehearse(TargetPort& target, const OptionByte& option, std::uint32_t value,
                  std::string_view consent) {
        const OptionBytes bytes(target, board_);
        bytes.require_harmless(option, value, consent);
        const std::uint32_t before = bytes.word(option), after = bytes.word_with(option, value);
        if (before != after) tell(option, value);
        show(target, option);
        text_ += fmt::format(
            "dry run: {} would be {}, register 0x{:08X} 0x{:08X} instead of 0x{:08X}; nothing was "
            "changed\n",
            option.name, value_text(option, value), option.program, after, before);
        would_ = {{"register", hex(option.program)}, {"before", hex(before)}, {"after", hex(after)}};
    }

    void write(TargetPort& target, const OptionByte& option, std::uint32_t value, std::string_view consent) {
        OptionBytes bytes(target, board_);
        bytes.require_harmless(option, value, consent);
        const bool changes = bytes.value(option) != value;
        changed_ = changes;
        // Nothing is worn, and nothing risked, for a value that is there.
        if (!changes && board_.family.option_control.form == OptionForm::OneRegister)
            return show(target, option);
        std::optional<LayoutChange> layout;
        if (changes) {
            tell(option, value);
            if (option.risk == OptionRisk::Layout) layout.emplace(board_, option, value);
        }
        if (layout && bytes.state() == ProductState::Open) layout->remember(target);
        bytes.write(option, value, consent);
        if (layout)
            if (const std::string more = layout->follow(call_.programmer, target); !more.empty())
                bridge_log(BRIDGE_WARNING, more.c_str());
        show(target, option);
    }

    Answer answer(const char* otherwise = "") {
        Json json{{"options", options_}, {"acts_after_reset", later_}};
        if (changed_) json["changed"] = *changed_;
        if (!would_.is_null()) json["would_write"] = would_;
        return {json, text_ + (later_     ? kActsLater
                               : changed_ ? (*changed_ ? kActsNow : kNoChange)
                                          : otherwise)};
    }

  private:
    // What the user has to know before.
    void tell(const OptionByte& option, std::uint32_t value) const {
        if (option.risk == OptionRisk::Layout)
            bridge_log(BRIDGE_WARNING, LayoutChange(board_, option, value).notice().c_str());
        if (option.name == board_.family.state_option)
            bridge_log(BRIDGE_WARNING,
                       fmt::format("XSPI-0452: {} = 0x{:X} now erases the whole internal flash "
                                   "and the backup SRAM, as was asked for; it takes up to a "
                                   "minute, and the supply has to stay",
                                   option.name, value)
                           .c_str());
    }

    const CommandCall& call_;
    const Board board_;
    std::string text_;
    Json options_ = Json::array(), would_;
    bool later_ = false;
    std::optional<bool> changed_;
};

std::uint32_t parse_value(const OptionByte& option, const std::string& text) {
    for (std::uint32_t value = 0; value < option.words.size(); ++value)
        if (!option.words[value].empty() && same_name(option.words[value], text)) return value;
    if (option.mask == 1)
        for (const auto& [word, value] : {std::pair{"true", 1u}, {"false", 0u}, {"on", 1u}, {"off", 0u}})
            if (same_name(word, text)) return value;
    return parse_number("value", text);
}

} // namespace

Answer option_command(const CommandCall& given) {
    CommandCall call = given;
    const bool dry_run = std::erase(call.words, "-dry-run") != 0;
    expect_words(call, kUsage, dry_run ? 2 : 0, 3);
    OptionWork work(call);
    const auto on_target = [&](const std::function<void(TargetPort&)>& what) {
        call.programmer.access.with_halted_core(what);
    };
    if (call.words.empty()) {
        on_target([&](TargetPort& target) { work.show_all(target); });
        return work.answer();
    }
    const OptionByte& option = option_named(call.programmer.driver.board().family, call.words[0]);
    if (call.words.size() == 1) {
        on_target([&](TargetPort& target) { work.show(target, option); });
        return work.answer();
    }
    const std::uint32_t value = parse_value(option, call.words[1]);
    const std::string consent = call.words.size() == 3 ? call.words[2] : "";
    on_target([&](TargetPort& target) {
        dry_run ? work.rehearse(target, option, value, consent) : work.write(target, option, value, consent);
    });
    return work.answer();
}

} // namespace xspi
