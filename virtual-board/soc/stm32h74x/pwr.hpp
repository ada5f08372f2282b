// Power control of the STM32H742/743/750/753: core supply, voltage scaling, access to the backup domain.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"
#include "soc/soc-wiring.hpp"

namespace vb::stm32h74x {

class Pwr final : public PeripheralRegisters {
  public:
    Pwr(Timeline& timeline, Violations& violations, CoreSupply wired = CoreSupply::Ldo);

    unsigned vos() const { return active_; } // active voltage scaling: 0 (highest) to 3
    bool usb33_ready() const;                // CR3.USB33RDY
    bool backup_writable() const;            // CR1.DBP
    // SYSCFG_PWRCR.ODEN; it makes VOS0 of VOS1, if the part has it.
    void set_overdrive(bool on);
    bool vos1_is_chosen() const;
    // Called after the active voltage scaling, a supply or DBP changed.
    void on_change(std::function<void()> changed) { changed_ = std::move(changed); }

    void reset() override;
    void power_on() override;

  protected:
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;
    bool store_lanes(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes, Master master) override;

  private:
    void store_cr3(std::uint32_t value, std::uint32_t lanes);
    void store_d3cr(std::uint32_t value);
    void store_supply(std::uint32_t supply);
    void settle_supply();
    unsigned wanted() const; // what D3CR.VOS and ODEN ask for
    void scale();
    void schedule(Picoseconds delay, std::function<void()> action);

    Timeline& timeline_;
    CoreSupply wired_;
    bool supply_locked_ = false, supply_chosen_ = false, overdrive_ = false;
    unsigned active_ = 3;
    std::vector<Timeline::EventId> pending_;
    std::function<void()> changed_;
};

} // namespace vb::stm32h74x
