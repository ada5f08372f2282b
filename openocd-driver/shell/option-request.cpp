#include "openocd-driver/shell/option-request.hpp"

#include <fmt/format.h>

#include <cctype>

namespace xspi::shell {

namespace {

std::string value_of(const Json& option) {
    std::string text = fmt::format("0x{:X}", option.at("value").get<std::uint32_t>());
    if (option.contains("word")) text += fmt::format(" ({})", option.at("word").get<std::string>());
    return text;
}

} // namespace

std::string tcl_word(const std::string& text) {
    if (text.empty()) return "{}";
    std::string word;
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 &&
            std::string_view("_.,:/=+-").find(c) == std::string_view::npos)
            word += '\\';
        word += c;
    }
    return word;
}

std::vector<std::string> openocd_arguments(const OptionRequest& request, const std::string& channel) {
    std::vector<std::string> arguments;
    const auto command = [&](const std::string& text) {
        arguments.emplace_back("-c");
        arguments.push_back(text);
    };
    command("gdb_port disabled");
    command("telnet_port disabled");
    command("tcl_port disabled");
    for (const std::string& one : connection_commands(request.connection)) command(one);
    command("source [find xspi.cfg]");
    // Facts are read as Tcl once more: a word in a word.
    if (request.board.empty())
        command(fmt::format("xspi board stm32-opts {}", tcl_word("mcu " + tcl_word(request.chip))));
    else
        command(fmt::format("source [find {}]", tcl_word(request.board)));
    std::string words;
    for (const std::string* word : {&request.name, &request.value, &request.consent})
        if (!word->empty()) words += (words.empty() ? "" : " ") + tcl_word(*word);
    command(fmt::format("stm32_opts_answer {} {} {}", tcl_word(channel),
                        request.dry_run    ? "rehearse"
                        : request.writes() ? "write"
                                           : "read",
                        tcl_word(words)));
    return arguments;
}

std::string answer_text(const OptionRequest& request, const Json& answer) {
    std::string text;
    for (const Json& option : answer.at("options"))
        text += fmt::format("{} = {}   {}\n", option.at("name").get<std::string>(), value_of(option),
                            option.at("meaning").get<std::string>());
    if (answer.contains("would_write")) {
        const Json& would = answer.at("would_write");
        const auto word = [&](const char* key) { return would.at(key).get<std::string>(); };
        text += fmt::format("dry run: register {} would change from {} to {}; nothing was changed\n",
                            word("register"), word("before"), word("after"));
    }
    if (request.writes())
        text += answer.value("changed", false) ? "changed, and read back after a reset\n"
                                               : "no change: it has this value\n";
    return text;
}

std::string error_text(const Json& error) {
    const Json& about = error.at("error");
    return fmt::format("{}: {}", about.at("id").get<std::string>(), about.at("message").get<std::string>());
}

// "Warn : XSPI-0450: …", "Error: XSPI-0216: …"
std::string notice_in(const std::string& log_line) {
    const std::size_t id = log_line.find("XSPI-");
    if (id == std::string::npos || id > 8) return "";
    return log_line.substr(id);
}

} // namespace xspi::shell
