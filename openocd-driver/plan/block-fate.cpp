#include "openocd-driver/plan/block-fate.hpp"

#include <algorithm>

namespace xspi {
namespace {

bool looks_blank(const RangeContents& held) {
    return held.seen == Seen::All ? held.blank : held.seen == Seen::Blank;
}

BlockFate fate_of(const PlanInput& input, const TargetContents& target, const Survey& survey,
                  const SurveyBlock& block) {
    BlockFate result;
    result.blank = looks_blank(input.digests[block.request]);
    bool equal = true, programmable = true;
    for (std::size_t i = block.first_run; i < block.first_run + block.runs; ++i) {
        const SurveyRun& run = survey.runs[i];
        if (run_equal(input, target, survey, run)) continue;
        equal = false;
        programmable = programmable && looks_blank(input.digests[run.request]);
    }
    if (equal) return result;
    result.fate = programmable ? Fate::Program : Fate::Erase;
    return result;
}

// Index of the block, which is touched: segments hold the vector. A plan that cannot be: no index.
std::size_t vector_block(const PlanInput& input, const Survey& survey) {
    const auto found = std::find_if(survey.blocks.begin(), survey.blocks.end(), [&](const SurveyBlock& b) {
        return input.reset_vector->address - b.range.address < b.range.length;
    });
    return static_cast<std::size_t>(found - survey.blocks.begin());
}

const SurveyRun* run_with_vector(const PlanInput& input, const Survey& survey, const SurveyBlock& block) {
    for (std::size_t i = block.first_run; i < block.first_run + block.runs; ++i) {
        const FlashRange& range = survey.runs[i].range;
        if (input.reset_vector->address - range.address < range.length) return &survey.runs[i];
    }
    return nullptr;
}

} // namespace

bool answers_fit(const PlanInput& input, const Survey& survey) {
    return input.digest != nullptr && input.digests.size() == survey.requests.size();
}

bool part_equal(const PlanInput& input, const TargetContents& target, const SurveyPart& part) {
    if (input.digests[part.request].seen != Seen::All) return false;
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
    const bool nothing_changes =
        std::all_of(fates.begin(), fates.end(), [](const BlockFate& f) { return f.fate == Fate::Keep; });
    if (!input.reset_vector || !input.allow_erase || nothing_changes) return fates;
    if (vector_fate(input, target, survey, fates) == VectorFate::Stays)
        fates[vector_block(input, survey)].fate = Fate::Erase;
    return fates;
}

VectorFate vector_fate(const PlanInput& input, const TargetContents& target, const Survey& survey,
                       const std::vector<BlockFate>& fates) {
    if (!input.reset_vector) return VectorFate::Stays;
    const std::size_t index = vector_block(input, survey);
    if (fates[index].must_erase()) return VectorFate::ErasedFirst;
    const SurveyRun* run = run_with_vector(input, survey, survey.blocks[index]);
    return run_equal(input, target, survey, *run) ? VectorFate::Stays : VectorFate::ProgrammedOnBlank;
}

} // namespace xspi
