// The internal flash of STM32H7R/S: sectors, and quad-words of 16 bytes with ECC that are programmed once.
#pragma once
#include "flash-library/core/timebase.hpp"
#include "target-stubs/agent/flash-memory.hpp"
#include "target-stubs/agent/pulse.hpp"

namespace xspi::agent {

class Stm32h7rsFlash final : public FlashMemory {
  public:
    static constexpr std::uint32_t kQuadWord = 16;

    Stm32h7rsFlash(const Timebase& timebase, Pulse& pulse) : timebase_(timebase), pulse_(pulse) {}

    Outcome configure(const InternalSetup& setup);

    std::uint32_t size() const override { return setup_.size; }
    Outcome begin_reading() override { return {}; }
    Outcome read(std::uint32_t address, std::span<std::uint8_t> data) override;
    Outcome erase(std::uint32_t address, std::uint32_t size) override;
    Outcome check_programmable(std::uint32_t address, std::span<const std::uint8_t> data) override;
    Outcome program(std::uint32_t address, std::span<const std::uint8_t> data) override;

  private:
    class Unlocked;
    enum class Quad { Skip, Program, NotBlank };

    std::uint32_t get(std::uint32_t offset) const;
    void set(std::uint32_t offset, std::uint32_t value) const;
    Outcome erase_sector(std::uint32_t address);
    Outcome program_quad(std::uint32_t address, std::span<const std::uint8_t> quad);
    Quad judge(std::uint32_t address, std::span<const std::uint8_t> quad);
    Outcome settle(std::uint32_t address, std::uint32_t maximum_us);
    Outcome wait_settled(std::uint32_t address, std::uint32_t maximum_us);

    const Timebase& timebase_;
    Pulse& pulse_;
    InternalSetup setup_{};
};

} // namespace xspi::agent
