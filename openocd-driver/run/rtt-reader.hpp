// Reads what a program in the target says over RTT, while it runs.
#pragma once
#include "openocd-driver/target/target-port.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace xspi {

class RttReader {
  public:
    // block: address of an rtt::ControlBlock.
    RttReader(TargetPort& target, std::uint32_t block) : target_(target), block_(block) {}
    // What has come since the last call; empty: nothing, or no valid control block.
    std::string read();

  private:
    void read_again(std::uint32_t address, std::span<std::uint8_t> data);

    TargetPort& target_;
    std::uint32_t block_;
};

} // namespace xspi
