// SPI of STM32F4 (one word, DFF) and F7 (FIFOs, DS: kQuirkSpiFifo) as a controller of Commands. Freestanding:
// used by agent and flash-test.
//
// The wire is the limit at one line, so the clock must not rest between bytes. Frames have 16 bits where the
// transaction's length allows, which leaves 64 core cycles for each at half of the bus and a quarter of the
// core clock. What is sent is written as soon as there is room, and what comes meanwhile is let go. What is
// received is kept one frame ahead, so a core that is halted in the middle (by a debugger) loses a frame: OVR
// says so, and the read is done again. A read may be one byte longer than what is asked for; a write never.
#pragma once
#include "flash-library/controllers/spi/spi-nor-controller.hpp"

namespace xspi {

class SpiController final : public SpiNorController {
  public:
    explicit SpiController(const Timebase& timebase) : SpiNorController(timebase) {}
    TransferResult poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                        std::uint32_t timeout_us, std::uint32_t& last_status) override;

  private:
    TransferResult set_up(const NorSetup& setup) override;
    TransferResult exchange(const SpiHeader& header, const SpiData& data) override;
    void stop() override;

    void enable(bool wide);
    TransferResult send(std::span<const std::uint8_t> bytes);
    TransferResult send_pairs(const SpiHeader& header, std::span<const std::uint8_t> bytes);
    TransferResult swap(std::uint32_t pair, std::uint32_t& came);
    TransferResult swap_byte(std::uint8_t byte, std::uint8_t& came);
    TransferResult follow(const SpiHeader& header, std::uint8_t mask, std::uint8_t match,
                          std::uint32_t timeout_us, std::uint32_t& last_status);
    TransferResult receive_one(const SpiHeader& header, std::span<std::uint8_t> data);
    TransferResult receive_pairs(const SpiHeader& header, std::span<std::uint8_t> data);
    TransferResult stream(std::uint8_t* to, std::uint32_t pairs);
    TransferResult finish();
    void drop_received() const;

    std::uint32_t control_ = 0; // CR1 without SPE and DFF
    bool has_fifo_ = false;
    bool wide_ = false; // frames of 16 bits, in use
};

} // namespace xspi
