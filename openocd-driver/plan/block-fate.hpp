// What becomes of each surveyed block, decided by what the target answered: the second stage of a plan.
#pragma once
#include "openocd-driver/plan/survey.hpp"

#include <cstddef>
#include <vector>

namespace xspi {

enum class Fate : std::uint8_t {
    Keep,    // holds what it should, or nothing is wanted of it
    Program, // can take the missing bytes without an erase
    Erase,   // holds something else
};

struct BlockFate {
    Fate fate = Fate::Keep;
    bool blank = false; // all FFh now: an erase of it loses nothing
    bool must_erase() const { return fate == Fate::Erase; }
    bool held() const { return !must_erase() && !blank; } // has bytes that an erase would lose
};

bool answers_fit(const PlanInput& input, const Survey& survey);

// Whether the part's bytes are there already.
bool part_equal(const PlanInput& input, const TargetContents& target, const SurveyPart& part);
bool run_equal(const PlanInput& input, const TargetContents& target, const Survey& survey,
               const SurveyRun& run);

// Where a job changes an application, the block with its reset vector is written anew if that is allowed, so
// that the vector can be made invalid first.
std::vector<BlockFate> decide_fates(const PlanInput& input, const TargetContents& target,
                                    const Survey& survey);

// Whether the block that holds the reset vector is erased or gets the vector on blank cells; nothing without
// a reset vector.
enum class VectorFate : std::uint8_t { Stays, ProgrammedOnBlank, ErasedFirst };
VectorFate vector_fate(const PlanInput& input, const TargetContents& target, const Survey& survey,
                       const std::vector<BlockFate>& fates);

} // namespace xspi
