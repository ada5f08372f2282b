// The declared board's flash, as other tools' flash loader.
#include "openocd-driver/export/export.hpp"

#include "openocd-driver/commands/command.hpp"
#include "openocd-driver/driver.hpp"

namespace xspi {

namespace {

constexpr const char* kUsage = "export flm|stldr|probe-rs|pyocd [BANK] [-o FILE] [-sector SIZE]";

} // namespace

Answer export_command(const CommandCall& call) {
    constexpr std::size_t kMostWords = 6;
    const auto refuse = [&] { expect_words(call, kUsage, kMostWords + 1, kMostWords + 1); };
    expect_words(call, kUsage, 1, kMostWords);
    ExportRequest request{call.words[0]};
    for (std::size_t i = 1; i < call.words.size(); i++) {
        const std::string& word = call.words[i];
        const bool takes_word = word == "-o" || word == "-sector";
        if (takes_word && i + 1 == call.words.size()) refuse();
        if (word == "-o")
            request.output = call.words[++i];
        else if (word == "-sector")
            request.sector = parse_sector(call.words[++i]);
        else if (request.bank.empty() && !word.starts_with('-'))
            request.bank = word;
        else
            refuse();
    }
    return export_loader(call.programmer.driver.board(), request);
}

} // namespace xspi
