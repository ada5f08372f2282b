#include "openocd-driver/commands/command.hpp"
#include "openocd-driver/job/image-file.hpp"

namespace xspi {

namespace {

Json step_facts(const Bank& bank, const ProgramPlan& plan, const PlanStep& step) {
    if (step.kind == StepKind::Erase)
        return {{"step", "erase"}, {"address", hex(bank.base + step.address)}, {"size", step.size}};
    Json facts{{"step", "program"}, {"address", hex(bank.base + step.address)}, {"bytes", step.bytes.size()}};
    if (step.erase_first_size && !plan.overwrites) facts["erase_first"] = step.erase_first_size;
    return facts;
}

std::string start_text(const BankPlan& planned) {
    if (planned.mixture)
        return "if cut off, this job would leave a mixture of two applications that may start\n";
    if (planned.plan.disarms)
        return "the application's reset vector is cleared first and set last: if cut off, nothing starts\n";
    return planned.plan.arming ? "the application's reset vector is set last: if cut off, nothing starts\n"
                               : "";
}

std::string risk_text(const ProgramPlan& plan, const CommandCall& call) {
    const PlanStatistics& s = plan.statistics;
    if (s.bytes_preserved == 0) return "";
    const JournalKeeper& journal = call.programmer.journal;
    return fmt::format(
        "{} bytes outside of the image are {}, at most {} at a time, for {:.3f} s in all; {}\n",
        s.bytes_preserved, plan.overwrites ? "written again with it" : "erased and written back",
        s.preserved_at_once, double(s.at_risk_us) / 1e6,
        journal.on() ? "a journal keeps them in " + journal.folder().path().string()
                     : "no journal keeps them: `xspi journal on`");
}

Json plan_facts(const BankPlan& planned) {
    const PlanStatistics& s = planned.plan.statistics;
    Json steps = Json::array();
    for (const PlanStep& step : planned.plan.steps)
        steps.push_back(step_facts(*planned.bank, planned.plan, step));
    if (planned.plan.arming) steps.push_back(step_facts(*planned.bank, planned.plan, *planned.plan.arming));
    return {{"bank", planned.bank->name},
            {"base", hex(planned.bank->base)},
            {"blocks", s.blocks_touched},
            {"kept", s.blocks_kept},
            {"erased", s.blocks_erased},
            {"erase_commands", s.erases},
            {"pages", s.pages},
            {"bytes_programmed", s.bytes_programmed},
            {"bytes_preserved", s.bytes_preserved},
            {"preserved_at_once", s.preserved_at_once},
            {"at_risk_us", s.at_risk_us},
            {"mixture_if_cut_off", planned.mixture},
            {"estimated_us", s.estimated_us},
            {"steps", std::move(steps)}};
}

} // namespace

Answer plan_command(const CommandCall& call) {
    expect_words(call, "plan FILE [ADDRESS [TYPE]]", 1, 3);
    std::optional<std::uint32_t> address;
    if (call.words.size() > 1) address = parse_number("address", call.words[1]);
    const ImageFile image(call.words[0], address, call.words.size() > 2 ? call.words[2] : "");
    Answer answer{{{"file", call.words[0]}, {"banks", Json::array()}, {"ram", Json::array()}}, ""};
    const JobPlan job = call.programmer.job.plan(image.image());
    for (const BankPlan& planned : job.banks) {
        answer.json["banks"].push_back(plan_facts(planned));
        answer.text += fmt::format("{} at 0x{:08X}:\n{}{}{}", planned.bank->name, planned.bank->base,
                                   to_text(planned.plan, planned.bank->base), risk_text(planned.plan, call),
                                   start_text(planned));
    }
    for (const RamSegment& segment : job.ram) {
        answer.json["ram"].push_back({{"address", hex(segment.address)}, {"bytes", segment.bytes.size()}});
        answer.text += fmt::format("RAM: {} bytes at 0x{:08X}\n", segment.bytes.size(), segment.address);
    }
    return answer;
}

} // namespace xspi
