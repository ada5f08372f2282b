// The external NOR chip as a memory the agent works on.
#pragma once
#include "flash-library/nor/nor-flash.hpp"
#include "target-stubs/agent/flash-memory.hpp"
#include "target-stubs/agent/pulse.hpp"

namespace xspi::agent {

class NorMemory final : public FlashMemory {
  public:
    NorMemory(NorController& controller, const Timebase& timebase, Pulse& pulse)
        : flash_(controller, timebase, pulse) {}

    Outcome configure(const Setup& setup);
    Outcome transfer(const TransferRequest& request, std::span<const std::uint8_t> write_data,
                     std::span<std::uint8_t> read_data);
    Outcome map();   // afresh
    Outcome unmap(); // also when nothing is configured

    std::uint32_t size() const override { return flash_.size(); }
    Outcome begin_reading() override { return map(); }
    Outcome read(std::uint32_t address, std::span<std::uint8_t> data) override;
    Outcome erase(std::uint32_t address, std::uint32_t size) override;
    Outcome check_programmable(std::uint32_t address, std::span<const std::uint8_t> data) override;
    bool replaces(std::uint32_t length, std::uint32_t size) const override {
        return flash_.replaces(length, size);
    }
    Outcome program(std::uint32_t address, std::span<const std::uint8_t> data) override;

  private:
    NorFlash flash_;
};

} // namespace xspi::agent
