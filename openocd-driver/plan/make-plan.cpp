#include "openocd-driver/plan/block-fate.hpp"
#include "openocd-driver/plan/erase-choice.hpp"
#include "openocd-driver/plan/program-plan.hpp"
#include "openocd-driver/plan/step-writer.hpp"
#include "openocd-driver/plan/survey.hpp"
#include "openocd-driver/plan/target-contents.hpp"

#include <algorithm>

namespace xspi {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Old bytes in the gaps of the blocks that are erased, as stage B read them.
struct OldBytes {
    FlashRange range;
    const Bytes* bytes = nullptr;
};

std::vector<FlashRange> gaps_to_read(const Survey& survey, const std::vector<BlockFate>& fates) {
    std::vector<FlashRange> ranges;
    for (std::size_t i = 0; i < survey.blocks.size(); ++i) {
        if (!fates[i].must_erase()) continue;
        const auto gaps = gaps_of(survey, survey.blocks[i]);
        ranges.insert(ranges.end(), gaps.begin(), gaps.end());
    }
    return ranges;
}

constexpr std::uint32_t kVectorSize = 4;

// A vector that is erased has to be invalid before.
bool reads_vector(const PlanInput& input, const TargetContents& target, const Survey& survey,
                  const std::vector<BlockFate>& fates) {
    return vector_fate(input, target, survey, fates) == VectorFate::ErasedFirst;
}

std::vector<FlashRange> reads(const PlanInput& input, const TargetContents& target, const Survey& survey,
                              const std::vector<BlockFate>& fates) {
    std::vector<FlashRange> ranges = gaps_to_read(survey, fates);
    if (reads_vector(input, target, survey, fates))
        ranges.push_back({input.reset_vector->address, kVectorSize});
    return ranges;
}

// One bit of a reset vector that is 0: with 1 in its place the address lies outside of every flash. Its byte.
struct Guard {
    std::uint32_t address = 0;
    std::uint8_t bit = 0;
};

Guard guard_of(std::uint32_t address, std::span<const std::uint8_t> vector) {
    for (std::size_t i = vector.size(); i-- > 0;)
        for (unsigned bit = 0x80; bit != 0; bit >>= 1)
            if ((vector[i] & bit) == 0)
                return {address + static_cast<std::uint32_t>(i), static_cast<std::uint8_t>(bit)};
    return {address, 0};
}

class Planner {
  public:
    explicit Planner(const PlanInput& input)
        : input_(input), layout_(input.geometry), target_(input),
          survey_(make_survey(input, target_, layout_)), writer_(input.geometry, layout_) {}

    PlanResult make() {
        if (!answers_fit(input_, survey_)) return failure(PlanError::MissingAnswer, 0);
        fates_ = decide_fates(input_, target_, survey_);
        rewritten_.resize(fates_.size());
        if (!input_.allow_erase) {
            for (std::size_t i = 0; i < fates_.size(); ++i) {
                if (fates_[i].must_erase())
                    return failure(PlanError::NeedsErase, first_difference(survey_.blocks[i]));
            }
        }
        if (!take_old_contents()) return failure(PlanError::MissingAnswer, 0);
        for (std::size_t i = 0; i < fates_.size(); ++i) {
            const FlashRange& range = survey_.blocks[i].range;
            if (fates_[i].must_erase() && range.length > input_.geometry.payload_limit && preserves(range)) {
                PlanResult result = failure(PlanError::BlockTooLarge, range.address);
                result.length = std::uint32_t(range.length);
                return result;
            }
        }
        const bool arms = begin_with_vector();
        write_steps(choose_erases(input_.geometry, layout_, erasable_blocks()));
        if (arms) end_with_vector();
        count_blocks();
        PlanResult result;
        result.plan = std::move(writer_.plan());
        result.plan.overwrites = input_.geometry.overwrites;
        return result;
    }

  private:
    static PlanResult failure(PlanError error, std::uint32_t address) {
        PlanResult result;
        result.error = error;
        result.address = address;
        return result;
    }

    std::uint32_t first_difference(const SurveyBlock& block) const {
        for (std::size_t i = block.first_run; i < block.first_run + block.runs; ++i) {
            const SurveyRun& run = survey_.runs[i];
            if (input_.digests[run.request].blank) continue;
            for (std::size_t p = run.first_part; p < run.first_part + run.parts; ++p) {
                if (!part_equal(input_, target_, survey_.parts[p])) return survey_.parts[p].range.address;
            }
        }
        return block.range.address;
    }

    bool take_old_contents() {
        const std::vector<FlashRange> ranges = reads(input_, target_, survey_, fates_);
        if (ranges.size() != input_.old_contents.size()) return false;
        for (std::size_t i = 0; i < ranges.size(); ++i) {
            if (input_.old_contents[i].size() != ranges[i].length) return false;
            const bool is_vector = reads_vector(input_, target_, survey_, fates_) && i + 1 == ranges.size();
            if (is_vector)
                old_vector_ = input_.old_contents[i];
            else if (!all_erased(input_.old_contents[i]))
                old_.push_back({ranges[i], &input_.old_contents[i]});
        }
        return true;
    }

    // True: the vector is written, and end_with_vector() has to follow.
    bool begin_with_vector() {
        const VectorFate fate = vector_fate(input_, target_, survey_, fates_);
        if (fate == VectorFate::Stays) return false;
        Bytes vector(kVectorSize);
        target_.fill(input_.reset_vector->address, vector);
        guard_ = guard_of(input_.reset_vector->address, vector);
        if (fate == VectorFate::ErasedFirst && !all_erased(old_vector_) && (old_vector_[0] & 1) != 0)
            disarm();
        return true;
    }

    // Its Thumb bit first, alone: a program that is cut short changes this bit or does not. The rest may then
    // be anything.
    void disarm() {
        const std::uint32_t at = input_.reset_vector->address;
        Bytes without_thumb{static_cast<std::uint8_t>(old_vector_[0] & ~1u), old_vector_[1]};
        ProgramPlan& plan = writer_.plan();
        plan.steps.push_back(writer_.single_page(at, std::move(without_thumb)));
        plan.steps.push_back(writer_.single_page(at, Bytes(kVectorSize, 0)));
        plan.disarms = true;
    }

    void end_with_vector() {
        Bytes pair(2);
        const std::uint32_t at = guard_.address / 2 * 2;
        target_.fill(at, pair);
        writer_.plan().arming = writer_.single_page(at, std::move(pair));
    }

    // As target_.fill(), with the reset vector kept invalid.
    void fill(std::uint32_t address, std::span<std::uint8_t> bytes) const {
        target_.fill(address, bytes);
        if (guard_.address - address < bytes.size()) bytes[guard_.address - address] |= guard_.bit;
    }

    bool preserves(const FlashRange& block) const {
        const auto found = first_old_from(block.address);
        return found != old_.end() && found->range.address < block.end();
    }

    std::vector<OldBytes>::const_iterator first_old_from(std::uint32_t address) const {
        return std::partition_point(old_.begin(), old_.end(),
                                    [address](const OldBytes& old) { return old.range.address < address; });
    }

    std::vector<ErasableBlock> erasable_blocks() const {
        std::vector<ErasableBlock> blocks;
        for (std::size_t i = 0; i < fates_.size(); ++i) {
            const FlashRange& range = survey_.blocks[i].range;
            if (!fates_[i].held())
                blocks.push_back({range, fates_[i].must_erase(), preserves(range), 0});
            else if (can_be_rewritten(i))
                blocks.push_back({range, false, false, rewrite_us(range)});
        }
        return blocks;
    }

    // It holds what it should, all of it from the image.
    bool can_be_rewritten(std::size_t index) const {
        const SurveyBlock& block = survey_.blocks[index];
        return fates_[index].fate == Fate::Keep && block.touched() && gaps_of(survey_, block).empty() &&
               input_.geometry.program_unit == 1 && !input_.geometry.overwrites;
    }

    std::uint64_t rewrite_us(const FlashRange& block) const {
        Bytes bytes(block.length);
        target_.fill(block.address, bytes);
        const std::size_t page = input_.geometry.page_size;
        std::uint64_t pages = 0;
        for (std::size_t at = 0; at < bytes.size(); at += page)
            if (!all_erased(std::span(bytes).subspan(at, std::min(page, bytes.size() - at)))) ++pages;
        return pages * std::max(input_.geometry.page_us, input_.geometry.wire_page_us);
    }

    void write_steps(const std::vector<EraseUnit>& units) {
        auto unit = units.begin();
        for (std::size_t i = 0; i < survey_.blocks.size();) {
            const std::uint32_t address = survey_.blocks[i].range.address;
            if (unit != units.end() && unit->end() <= address) ++unit;
            if (unit == units.end() || address < unit->address) {
                note_presumed(i);
                program_runs(i++);
                continue;
            }
            const std::size_t first = i;
            while (i < survey_.blocks.size() && survey_.blocks[i].range.address < unit->end()) ++i;
            if (unit->preserves || input_.geometry.overwrites)
                write_merged(*unit, first, i);
            else
                write_separate(*unit, first, i);
            ++unit;
        }
    }

    // Old bytes are lost from the moment the erase begins: all of the unit's bytes go with the erase.
    void write_merged(const EraseUnit& unit, std::size_t first, std::size_t last) {
        Bytes bytes(unit.size);
        std::vector<FlashRange> foreign;
        fill(unit.address, bytes);
        for (auto old = first_old_from(unit.address); old != old_.end() && old->range.address < unit.end();
             ++old) {
            std::copy(old->bytes->begin(), old->bytes->end(),
                      bytes.begin() + (old->range.address - unit.address));
            foreign.push_back(old->range);
        }
        for (std::size_t i = first; i < last; ++i) {
            const FlashRange& range = survey_.blocks[i].range;
            const auto block = std::span(bytes).subspan(range.address - unit.address, range.length);
            if (!all_erased(block)) ++writer_.plan().statistics.blocks_programmed;
            mark_written(i);
        }
        writer_.erase_and_program(unit.address, std::move(bytes), unit.typical_us, std::move(foreign));
    }

    void write_separate(const EraseUnit& unit, std::size_t first, std::size_t last) {
        writer_.erase(unit.address, unit.size, unit.typical_us);
        for (std::size_t i = first; i < last; ++i) {
            if (!fates_[i].must_erase() && fates_[i].blank) {
                program_runs(i);
                continue;
            }
            const FlashRange& range = survey_.blocks[i].range;
            Bytes bytes(range.length);
            fill(range.address, bytes);
            if (writer_.program(range.address, bytes)) ++writer_.plan().statistics.blocks_programmed;
            mark_written(i);
        }
    }

    void note_presumed(std::size_t index) {
        const SurveyBlock& block = survey_.blocks[index];
        if (input_.digests[block.request].seen == Seen::Blank)
            append_merged(writer_.plan().presumed, block.range);
    }

    // Without an erase only what differs is programmed. FFh around it leaves what is there as it is, so the
    // ends may be rounded to even addresses.
    void program_runs(std::size_t index) {
        if (fates_[index].fate != Fate::Program) return;
        const SurveyBlock& block = survey_.blocks[index];
        bool any = false;
        for (std::size_t i = block.first_run; i < block.first_run + block.runs; ++i) {
            const SurveyRun& run = survey_.runs[i];
            if (run_equal(input_, target_, survey_, run)) continue;
            any = program_range(run.range) || any;
            for (std::size_t p = run.first_part; p < run.first_part + run.parts; ++p) {
                writer_.written(survey_.parts[p].range);
            }
        }
        if (any) ++writer_.plan().statistics.blocks_programmed;
    }

    bool program_range(const FlashRange& range) {
        const std::uint32_t unit = input_.geometry.even_only ? 2 : 1;
        const std::uint32_t from = range.address / unit * unit;
        const std::uint64_t to = (range.end() + unit - 1) / unit * unit;
        Bytes bytes(to - from, 0xFF);
        fill(range.address, std::span(bytes).subspan(range.address - from, range.length));
        return writer_.program(from, bytes);
    }

    void mark_written(std::size_t index) {
        rewritten_[index] = true;
        if (survey_.blocks[index].touched()) writer_.written(survey_.blocks[index].range);
    }

    void count_blocks() {
        PlanStatistics& statistics = writer_.plan().statistics;
        for (std::size_t i = 0; i < fates_.size(); ++i) {
            if (!survey_.blocks[i].touched()) continue;
            ++statistics.blocks_touched;
            if (fates_[i].fate == Fate::Keep && !rewritten_[i]) ++statistics.blocks_kept;
        }
    }

    const PlanInput& input_;
    const EraseLayout layout_;
    TargetContents target_;
    Survey survey_;
    StepWriter writer_;
    std::vector<BlockFate> fates_;
    std::vector<bool> rewritten_; // with a whole erase unit
    std::vector<OldBytes> old_;   // by rising address, only those that are not FFh
    Bytes old_vector_;            // as it is on the chip, if it was asked for
    Guard guard_;                 // bit 0: none
};

} // namespace

std::vector<FlashRange> digest_requests(const PlanInput& input) {
    if (check_plan_input(input).error != PlanError::None) return {};
    return make_survey(input, TargetContents(input), EraseLayout(input.geometry)).requests;
}

std::vector<FlashRange> read_requests(const PlanInput& input) {
    if (check_plan_input(input).error != PlanError::None || !input.allow_erase) return {};
    const TargetContents target(input);
    const Survey survey = make_survey(input, target, EraseLayout(input.geometry));
    if (!answers_fit(input, survey)) return {};
    return reads(input, target, survey, decide_fates(input, target, survey));
}

PlanResult make_plan(const PlanInput& input) {
    const PlanResult check = check_plan_input(input);
    if (check.error != PlanError::None) return check;
    return Planner(input).make();
}

std::vector<std::uint8_t> expected_bytes(const ProgramPlan& plan, const FlashRange& range, bool armed) {
    Bytes bytes(range.length, 0xFF);
    const auto part_of = [&](std::uint64_t address, std::uint64_t size) {
        const std::uint64_t from = std::clamp<std::uint64_t>(address, range.address, range.end());
        const std::uint64_t to = std::clamp<std::uint64_t>(address + size, from, range.end());
        return std::span(bytes).subspan(from - range.address, to - from);
    };
    const auto program = [&](const PlanStep& step) {
        const auto part = part_of(step.address, step.bytes.size());
        for (std::uint8_t& byte : part)
            byte &= step.bytes[range.address + static_cast<std::size_t>(&byte - bytes.data()) - step.address];
    };
    for (const PlanStep& step : plan.steps) {
        const std::uint32_t erased = step.kind == StepKind::Erase ? step.size : step.erase_first_size;
        const auto part = part_of(step.address, erased);
        std::fill(part.begin(), part.end(), std::uint8_t{0xFF});
        program(step);
    }
    if (armed && plan.arming) program(*plan.arming);
    return bytes;
}

} // namespace xspi
