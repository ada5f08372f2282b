// A TargetPort over OpenOCD's target.
#pragma once
#include "openocd-driver/target/target-port.hpp"

struct target;

namespace xspi {

class OpenOcdTarget final : public TargetPort {
  public:
    explicit OpenOcdTarget(target* handle) : target_(handle) {}
    void read(std::uint32_t address, std::span<std::uint8_t> data) override;
    void write(std::uint32_t address, std::span<const std::uint8_t> data) override;
    void access(std::span<const Access> accesses) override;
    bool halted() override;
    void halt() override;
    void reset_halt() override;
    void poll() override;
    void start(std::uint32_t entry, std::uint32_t stack) override;
    bool wait_stopped(unsigned timeout_ms) override;
    bool was_reset() override;
    void keep_alive() override;
    void pause(unsigned ms) override;
    std::int64_t milliseconds() override;
    bool interrupted() override;
    std::string name() override;

  private:
    target* target_;
    bool seen_halted_ = false, reset_ = false;
};

} // namespace xspi
