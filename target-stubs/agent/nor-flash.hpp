// The external NOR chip: its vocabulary (from the host) on a controller.
#pragma once
#include "flash-library/chip-vocabulary.hpp"
#include "target-stubs/agent/controller.hpp"
#include "target-stubs/agent/flash-memory.hpp"
#include "target-stubs/agent/pulse.hpp"

#include <array>

namespace xspi::agent {

class NorFlash final : public FlashMemory {
  public:
    static constexpr std::uint32_t kMaximumPage = 1024;

    NorFlash(Controller& controller, const Timebase& timebase, Pulse& pulse)
        : controller_(controller), timebase_(timebase), pulse_(pulse) {}

    Outcome configure(const Setup& setup);
    Outcome transfer(const TransferRequest& request, std::span<const std::uint8_t> write_data,
                     std::span<std::uint8_t> read_data);
    Outcome map();   // afresh
    Outcome unmap(); // also when nothing is configured

    std::uint32_t size() const override { return chip_.size; }
    Outcome begin_reading() override { return map(); }
    Outcome read(std::uint32_t address, std::span<std::uint8_t> data) override;
    Outcome erase(std::uint32_t address, std::uint32_t size) override;
    Outcome check_programmable(std::uint32_t address, std::span<const std::uint8_t> data) override;
    Outcome program(std::uint32_t address, std::span<const std::uint8_t> data) override;

  private:
    const EraseType* erase_type(std::uint32_t size) const;
    Outcome enable_writing(std::uint32_t address);
    Outcome program_page(std::uint32_t address, std::span<const std::uint8_t> data);
    Outcome send_page(std::uint32_t address, std::span<const std::uint8_t> data);
    Outcome finish(std::uint32_t address, std::uint32_t typical_us, std::uint32_t maximum_us,
                   AgentError failed);
    Outcome wait_ready(std::uint32_t address, std::uint32_t typical_us, std::uint32_t maximum_us);
    Outcome outcome(TransferResult result, std::uint32_t address) const;

    Controller& controller_;
    const Timebase& timebase_;
    Pulse& pulse_;
    ChipVocabulary chip_{};
    bool mapped_ = false;
    std::array<std::uint8_t, kMaximumPage> page_{}; // padded to even, or read back for comparison
};

} // namespace xspi::agent
