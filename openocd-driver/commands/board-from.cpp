// A board's file made of a project's.
#include "openocd-driver/board-from/board-from.hpp"

#include "openocd-driver/commands/command.hpp"

namespace xspi {

namespace {

constexpr const char* kUsage = "board-from FILE.ioc [-o FILE [-force]] [-name NAME] [FACT=VALUE]...";

} // namespace

Answer board_from_command(const CommandCall& call) {
    constexpr std::size_t kMostWords = 64;
    expect_words(call, kUsage, 1, kMostWords);
    BoardFrom request;
    for (std::size_t i = 0; i < call.words.size(); i++) {
        const std::string& word = call.words[i];
        const bool takes_word = word == "-o" || word == "-name";
        if (takes_word && i + 1 == call.words.size()) expect_words(call, kUsage, kMostWords, kMostWords);
        if (word == "-o")
            request.output = call.words[++i];
        else if (word == "-name")
            request.board = call.words[++i];
        else if (word == "-force")
            request.overwrite = true;
        else if (request.file.empty())
            request.file = word;
        else
            request.answers.push_back(word);
    }
    if (request.file.empty()) expect_words(call, kUsage, kMostWords, kMostWords);
    return board_from(request);
}

} // namespace xspi
