// The SW-DP as a probe sees it: one call is one SWD transaction.
#pragma once
#include <cstdint>

namespace vb {

enum class SwdAck { Ok, Wait, Fault, None }; // None: nobody drives the line (no power, cable off)

class DebugPort {
  public:
    virtual ~DebugPort() = default;
    // One transaction with request bits APnDP, RnW and A[3:2] (address 0x0, 0x4, 0x8, 0xC). AP reads are
    // posted: `data` is the previous AP read's result (RDBUFF gives the last), as IHI0031 says.
    virtual SwdAck transfer(bool ap, bool read, std::uint8_t address, std::uint32_t& data) = 0;
    virtual void line_reset() = 0;
    virtual void nrst(bool asserted) = 0; // the NRST wire of the debug connector
    virtual bool target_powered() const = 0;
};

} // namespace vb
