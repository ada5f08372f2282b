// What the rest of the board asks of the clock and power controllers.
#pragma once
#include <cstdint>

namespace vb {

// The RCC answers these; all in Hz, 0 = the clock does not run.
class ClockSource {
  public:
    virtual ~ClockSource() = default;
    virtual std::uint64_t core_hz() const = 0;                  // CPU (sys_cpu_ck)
    virtual std::uint64_t ahb_hz() const = 0;                   // HCLK5 and the AXI
    virtual std::uint64_t xspi_kernel_hz(unsigned n) const = 0; // n = 1, 2
    virtual bool xspi_enabled(unsigned n) const = 0;            // AHB5ENR.XSPInEN
    virtual bool xspim_enabled() const = 0;                     // AHB5ENR.XSPIMEN
    virtual bool gpio_enabled(char port) const = 0;             // AHB4ENR.GPIOxEN, port 'A'..'P'
};

// PWR, SBS and the option bytes together: may the pads of XSPIM port n run, and how fast?
class PortPower {
  public:
    virtual ~PortPower() = default;
    virtual bool port_powered(unsigned n) const = 0; // PWR_CSR2.EN_XSPIMn
    virtual bool high_speed(unsigned n) const = 0;   // SBS_CCCSR.XSPIn_IOHSLV and OBW1SR.XSPIn_HSLV
    virtual bool compensated(unsigned n) const = 0;  // compensation cell on and ready
};

// Pad configuration as the GPIO ports hold it.
struct PadState {
    unsigned mode = 3;   // 0 input, 1 output, 2 alternate function, 3 analog
    unsigned af = 0;     // 0..15
    unsigned speed = 0;  // OSPEEDR 0..3
    unsigned pull = 0;   // 0 none, 1 up, 2 down
    bool output = false; // ODR
    bool open_drain = false;
};
class Pads {
  public:
    virtual ~Pads() = default;
    virtual PadState pad(char port, unsigned pin) const = 0; // 'A'..'P', 0..15
};

} // namespace vb
