// Bytes outside of images that jobs have erased and, cut off, not written back; and what a cut leaves of an
// application.
#include "openocd-driver/commands/command.hpp"
#include "openocd-driver/failure.hpp"

namespace xspi {

namespace {

using Files = std::vector<JournalFolder::File>;

bool on_or_off(const std::string& word) {
    if (word != "on" && word != "off") throw Failure("XSPI-0701", "`{}` is neither on nor off", word);
    return word == "on";
}

Json facts(const JournalFolder::File& file, std::size_t number) {
    Json facts{{"number", number}, {"file", file.path.string()}, {"damaged", !file.journal}};
    if (!file.journal) return facts;
    const Journal& journal = *file.journal;
    facts["board"] = journal.board;
    facts["bank"] = journal.bank;
    facts["began"] = journal.began;
    facts["uid"] = journal.key.uid;
    facts["chip"] = journal.key.chip;
    facts["bytes"] = journal.foreign_bytes();
    facts["places"] = journal.places();
    return facts;
}

std::string line(const JournalFolder::File& file, std::size_t number) {
    if (!file.journal) return fmt::format("{}: {} is damaged\n", number, file.path.string());
    const Journal& journal = *file.journal;
    return fmt::format("{}: {} {}, job of {}: {} bytes at {}\n", number, journal.board, journal.bank,
                       journal.began, journal.foreign_bytes(), journal.places());
}

Answer list(const JournalKeeper& keeper) {
    const Files files = keeper.folder().list();
    Answer answer{
        {{"on", keeper.on()}, {"folder", keeper.folder().path().string()}, {"journals", Json::array()}},
        fmt::format("journal {}, in {}: {}\n", keeper.on() ? "on" : "off", keeper.folder().path().string(),
                    files.empty() ? "nothing to put back" : "")};
    for (std::size_t n = 1; n <= files.size(); n++) {
        answer.json["journals"].push_back(facts(files[n - 1], n));
        answer.text += line(files[n - 1], n);
    }
    return answer;
}

// Of the list; the word may be left out where there is but one.
JournalFolder::File meant(const JournalKeeper& keeper, const CommandCall& call) {
    const Files files = keeper.folder().list();
    if (call.words.size() < 2 && files.size() == 1) return files.front();
    const std::uint32_t number = call.words.size() < 2 ? 0 : parse_number("number", call.words[1]);
    if (number == 0 || number > files.size())
        throw Failure("XSPI-0556", "which journal? There are {}; `xspi journal list` numbers them",
                      files.size());
    return files[number - 1];
}

// Because its user says so.
void restore(const CommandCall& call, const JournalFolder::File& file) {
    for (const auto& bank : call.programmer.driver.banks()) {
        if (bank->name != file.journal->bank) continue;
        call.programmer.run({bank.get()}, {[&](Bank& b, AgentFlash& flash, TargetPort& target) {
                                call.programmer.journal.restore(file, b, flash, target);
                            }});
        return;
    }
    throw Failure("XSPI-0557",
                  "the journal {} belongs to bank {}, which this board does not have; nothing was changed",
                  file.path.filename().string(), file.journal->bank);
}

} // namespace

Answer journal_command(const CommandCall& call) {
    expect_words(call, "journal [list | restore [NUMBER] | discard [NUMBER] | on | off]", 0, 2);
    JournalKeeper& keeper = call.programmer.journal;
    const std::string what = call.words.empty() ? "list" : call.words[0];
    if (what == "restore" || what == "discard") {
        const JournalFolder::File file = meant(keeper, call);
        if (what == "restore" && !file.journal)
            throw Failure("XSPI-0554", "the journal {} is damaged: nothing was put back", file.path.string());
        if (what == "restore") {
            call.programmer.driver.facts(); // a board is there
            restore(call, file);
        } else {
            JournalFolder::remove(file.path);
        }
        return list(keeper);
    }
    if (what != "list") keeper.turn(on_or_off(what));
    return list(keeper);
}

Answer atomic_command(const CommandCall& call) {
    expect_words(call, "atomic [on | off]", 0, 1);
    if (!call.words.empty()) call.programmer.job.set_atomic(on_or_off(call.words[0]));
    const bool atomic = call.programmer.job.atomic();
    return {{{"atomic", atomic}},
            atomic ? "an application that a job changes starts whole or not at all\n"
                   : "off: a job that is cut off may leave a mixture of two applications that starts\n"};
}

} // namespace xspi
