// What the first write to an EEPROM shows of it, since nobody can ask it how large it and its pages are.
#pragma once
#include "openocd-driver/plan/program-plan.hpp"
#include "openocd-driver/run/agent-flash.hpp"

#include <cstdint>
#include <vector>

namespace xspi {

inline constexpr std::uint32_t kSmallestPage = 8; // docs/hardware/spi-eeprom.md, parts

using PageBytes = std::vector<std::uint8_t>;

// The part of `step` that lies in one page and shows most of how large that is: the longest one.
PlanStep telling_part(const PlanStep& step, std::uint32_t page);
// Of a plan's steps the one with the longest such part.
std::size_t telling_step(const std::vector<PlanStep>& steps, std::uint32_t page);

// What `step`, which lies in one page, leaves of that page, which began as `old` at `address`, if the chip's
// pages have `page` bytes: what goes on behind the end of one begins at its start.
PageBytes after_step(const PlanStep& step, std::uint32_t address, PageBytes old, std::uint32_t page);

class FirstWrite {
  public:
    // geometry: as the chip's name says. step: in one page. Reads what it replaces.
    FirstWrite(AgentFlash& flash, const PlanGeometry& geometry, const PlanStep& step);

    void carry_out();

    // After it. 0: as the name says, or that cannot be told, as where the step changes nothing.
    std::uint32_t smaller_page() const;
    std::uint32_t smaller_size(); // the largest that it may be
    // Nothing is left to be told.
    bool proves() const;

    // In WRITEs of so many bytes.
    void put_back(std::uint32_t page);

  private:
    bool halves_are_equal();

    AgentFlash& flash_;
    const PlanGeometry& geometry_;
    const PlanStep& step_;
    FlashRange page_;
    bool doubtful_size_ = false;
    PageBytes old_, wanted_, found_;
};

} // namespace xspi
