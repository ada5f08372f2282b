// Collects a plan's steps: joins what follows on each other, leaves out pages of FFh, counts.
#pragma once
#include "openocd-driver/plan/erase-layout.hpp"
#include "openocd-driver/plan/program-plan.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace xspi {

class StepWriter {
  public:
    StepWriter(const PlanGeometry& geometry, const EraseLayout& layout)
        : geometry_(geometry), layout_(layout) {}

    void erase(std::uint32_t address, std::uint32_t size, std::uint64_t typical_us);
    // Bytes for a part of the flash that is blank by then. True: something was left to program.
    bool program(std::uint32_t address, std::span<const std::uint8_t> bytes);
    // Erase and program as one step: `bytes` are the whole erase unit's.
    // foreign: what of them is to be kept.
    void erase_and_program(std::uint32_t address, std::vector<std::uint8_t> bytes, std::uint64_t typical_us,
                           std::vector<FlashRange> foreign);
    // A step of its own, within one page, whether its bytes are FFh or not.
    PlanStep single_page(std::uint32_t address, std::vector<std::uint8_t> bytes);
    // To be verified; by rising address.
    void written(const FlashRange& range);

    ProgramPlan& plan() { return plan_; }

  private:
    void count_erase(const FlashRange& range, std::uint64_t typical_us);
    void append(std::uint32_t address, std::span<const std::uint8_t> bytes);
    void count_page(std::size_t bytes);
    std::size_t longest_step() const; // bytes of the last step of the plan

    const PlanGeometry& geometry_;
    const EraseLayout& layout_;
    ProgramPlan plan_;
};

} // namespace xspi
