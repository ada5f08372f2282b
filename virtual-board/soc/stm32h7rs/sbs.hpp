// System configuration, boot and security controller: I/O compensation cells and high-speed low-voltage mode.
#pragma once
#include "core/clocks.hpp"
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"

#include <array>

namespace vb {

// What the cells and the pads depend on. Domain 0 is the general I/O, 1 and 2 are the XSPIM ports.
struct SbsInputs {
    std::function<bool()> csi_on, csi_running;
    std::function<bool(unsigned domain)> powered;     // EN_XSPIMn; true for domain 0
    std::function<bool(unsigned domain)> loaded;      // a powered, active device hangs on the port
    std::function<bool(unsigned domain)> hslv_option; // VDDIO_HSLV, XSPI1_HSLV, XSPI2_HSLV as loaded at reset
    std::array<unsigned, 3> millivolts{3300, 3300, 1800};
};

class Sbs final : public PeripheralRegisters, public PortPower {
  public:
    Sbs(Timeline& timeline, Violations& violations, SbsInputs inputs);

    // PortPower
    bool port_powered(unsigned n) const override { return inputs_.powered(n); }
    bool high_speed(unsigned n) const override;
    bool compensated(unsigned n) const override;

    // To be called when CSI, a port's supply or its load may have changed.
    void update();
    void set_boot_address(std::uint32_t address) { boot_address_ = address; }
    void reset() override;

  protected:
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    void check_iohslv(std::uint32_t old, std::uint32_t value);
    bool cell_can_settle(unsigned domain) const;
    std::uint32_t cccsr() const;

    Timeline& timeline_;
    SbsInputs inputs_;
    std::uint32_t boot_address_ = 0x08000000;
    std::array<std::optional<Timeline::EventId>, 3> settling_;
};

} // namespace vb
