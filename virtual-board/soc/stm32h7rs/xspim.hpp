// XSPIM, the matrix between XSPI1/2 and the ports (docs/hardware/xspi.md, XSPIM).
#pragma once
#include "core/bus.hpp"
#include "core/clocks.hpp"
#include "core/violations.hpp"
#include "ip/xspi/xspi-port.hpp"

#include <array>
#include <functional>

namespace vb {

class Xspim : public BusDevice {
  public:
    Xspim(const ClockSource& clocks, Violations& violations, XspiPort& port1, XspiPort& port2);

    std::string name() const override { return "XSPIM"; }
    std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, Master master) override;
    bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) override;
    void reset() override { cr_ = 0; }

    // Each XSPI tells how to ask for its CR.EN.
    void attach(unsigned n, std::function<bool()> enabled) { enabled_[n - 1] = std::move(enabled); }
    XspiPort& port_of(unsigned n) const;
    // The chip select that XSPIn drives when its CR.CSSEL is as given: 1 or 2.
    unsigned chip_select(unsigned n, bool cssel) const;

  private:
    const ClockSource& clocks_;
    Violations& violations_;
    std::array<XspiPort*, 2> ports_;
    std::array<std::function<bool()>, 2> enabled_;
    std::uint32_t cr_ = 0;
};

} // namespace vb
