// Where a look at some bytes of a block may do in place of its digest.
#include "openocd-driver/plan/survey.hpp"

#include <algorithm>

namespace xspi {
namespace {

constexpr std::uint32_t kWord = 4;

std::uint32_t word_at(std::span<const std::uint8_t> bytes) {
    return bytes[0] | std::uint32_t(bytes[1]) << 8 | std::uint32_t(bytes[2]) << 16 |
           std::uint32_t(bytes[3]) << 24;
}

// All of it is the job's, and what holds it cannot look blank.
bool may_do(const PlanInput& input, const SurveyBlock& block, const SurveyPart& part,
            std::span<const std::uint8_t> wanted) {
    if (block.parts != 1 || part.range != block.range) return false;
    if (input.reset_vector && input.reset_vector->address - block.range.address < block.range.length)
        return false;
    for (std::size_t at = 0; at + kWord <= wanted.size(); at += input.glance_stride)
        if (!all_erased(wanted.subspan(at, kWord))) return true;
    return false;
}

} // namespace

std::vector<std::optional<std::uint32_t>> glances(const PlanInput& input) {
    if (check_plan_input(input).error != PlanError::None) return {};
    const TargetContents target(input);
    const Survey survey = make_survey(input, target, EraseLayout(input.geometry));
    std::vector<std::optional<std::uint32_t>> words(survey.requests.size());
    const PlanGeometry& geometry = input.geometry;
    if (input.glance_stride == 0 || !input.allow_erase || geometry.overwrites || geometry.program_unit > 1)
        return words;
    std::vector<std::uint8_t> wanted;
    for (const SurveyBlock& block : survey.blocks) {
        if (!block.touched()) continue;
        wanted.resize(block.range.length);
        target.fill(block.range.address, wanted);
        const SurveyPart& part = survey.parts[block.first_part];
        if (may_do(input, block, part, wanted)) words[part.request] = word_at(wanted);
    }
    return words;
}

} // namespace xspi
