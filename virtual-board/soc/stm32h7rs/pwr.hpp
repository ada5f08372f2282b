// Power control of the STM32H7Rx/Sx: core supply, voltage scaling, XSPI port domains.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"
#include "soc/soc-wiring.hpp"

namespace vb {

class Pwr final : public PeripheralRegisters {
  public:
    Pwr(Timeline& timeline, Violations& violations, CoreSupply wired = CoreSupply::Ldo);

    bool port_powered(unsigned n) const; // CSR2.EN_XSPIMn, n = 1, 2
    bool usb33_ready() const;            // CSR2.USB33RDY
    bool usb_hs_regulator() const;       // CSR2.USBHSREGEN
    bool vos_high() const { return active_high_; }
    // Called after the active voltage scaling or a port's supply changed.
    void on_change(std::function<void()> changed) { changed_ = std::move(changed); }

    void reset() override;
    void power_on() override;

  protected:
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;
    bool store_lanes(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes, Master master) override;

  private:
    void store_csr2(std::uint32_t value, std::uint32_t lanes);
    void store_csr4(std::uint32_t value);
    void store_supply(std::uint32_t supply);
    void settle_supply();
    void schedule(Picoseconds delay, std::function<void()> action);

    Timeline& timeline_;
    CoreSupply wired_;
    bool supply_locked_ = false;
    bool active_high_ = false;
    std::vector<Timeline::EventId> pending_;
    std::function<void()> changed_;
};

} // namespace vb
