#include "flash-library/plan/block-fate.hpp"

namespace xspi {
namespace {

BlockFate fate_of(const PlanInput& input, const TargetContents& target, const Survey& survey,
                  const SurveyBlock& block) {
    BlockFate result;
    result.blank = input.digests[block.request].blank;
    bool equal = true, programmable = true;
    for (std::size_t i = block.first_run; i < block.first_run + block.runs; ++i) {
        const SurveyRun& run = survey.runs[i];
        if (run_equal(input, target, survey, run)) continue;
        equal = false;
        programmable = programmable && input.digests[run.request].blank;
    }
    if (equal) return result;
    result.fate = programmable ? Fate::Program : Fate::Erase;
    return result;
}

} // namespace

bool answers_fit(const PlanInput& input, const Survey& survey) {
    return input.digest != nullptr && input.digests.size() == survey.requests.size();
}

bool part_equal(const PlanInput& input, const TargetContents& target, const SurveyPart& part) {
    std::vector<std::uint8_t> wanted(part.range.length);
    target.fill(part.range.address, wanted);
    const RangeContents& held = input.digests[part.request];
    // Blankness is said outright, so that it does not hang on a digest.
    return all_erased(wanted) == held.blank && (held.blank || input.digest(wanted) == held.digest);
}

bool run_equal(const PlanInput& input, const TargetContents& target, const Survey& survey,
               const SurveyRun& run) {
    for (std::size_t i = run.first_part; i < run.first_part + run.parts; ++i) {
        if (!part_equal(input, target, survey.parts[i])) return false;
    }
    return true;
}

std::vector<BlockFate> decide_fates(const PlanInput& input, const TargetContents& target,
                                    const Survey& survey) {
    std::vector<BlockFate> fates;
    fates.reserve(survey.blocks.size());
    for (const SurveyBlock& block : survey.blocks) fates.push_back(fate_of(input, target, survey, block));
    return fates;
}

} // namespace xspi
