// Which blocks a job touches and what has to be known about each: the first stage of a plan.
#pragma once
#include "openocd-driver/plan/erase-layout.hpp"
#include "openocd-driver/plan/program-plan.hpp"
#include "openocd-driver/plan/target-contents.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace xspi {

// A run of determined bytes inside one block; its digest tells whether it is there already.
struct SurveyPart {
    FlashRange range;
    std::size_t request = 0;
};

// What is programmed together: a part, or with ECC words all parts in the same words, with those words whole.
struct SurveyRun {
    FlashRange range;
    std::size_t request = 0; // tells whether it is blank
    std::size_t first_part = 0, parts = 0;
};

struct SurveyBlock {
    FlashRange range;                      // a smallest sector
    std::size_t request = 0;               // the whole block: blank or not
    std::size_t first_part = 0, parts = 0; // none: a neighbour that a bigger erase would take along
    std::size_t first_run = 0, runs = 0;
    bool touched() const { return parts != 0; }
};

struct Survey {
    std::vector<FlashRange> requests;
    std::vector<SurveyPart> parts;
    std::vector<SurveyRun> runs;
    std::vector<SurveyBlock> blocks; // by rising address
};

Survey make_survey(const PlanInput& input, const TargetContents& target, const EraseLayout& layout);

// Parts of the block that nothing determines, by rising address.
std::vector<FlashRange> gaps_of(const Survey& survey, const SurveyBlock& block);

} // namespace xspi
