// DBGMCU of the STM32H742/743/750/753. The core sees it at 0x5C001000, AP2 at 0xE00E1000.
#pragma once
#include "soc/stm32h7/h7-dbgmcu.hpp"
#include "soc/stm32h74x/revision.hpp"

namespace vb::stm32h74x {

class Dbgmcu final : public H7Dbgmcu {
  public:
    explicit Dbgmcu(Violations& violations, std::function<Picoseconds()> halted_time = {});
    void set_revision(Revision revision) { revision_ = revision; }
    void power_on() override;

  private:
    Revision revision_ = Revision::V;
};

} // namespace vb::stm32h74x
