// SPI of STM32F4 (one word, DFF) and F7 (FIFOs, DS: kQuirkSpiFifo) as a controller of Commands. Freestanding:
// used by agent and flash-test.
//
// The wire is the limit at one line, so the clock must not rest between bytes: one frame is always ahead of
// the one on the wire, and frames have 16 bits where the transaction's length allows, which leaves 64 core
// cycles for each at half of the bus and a quarter of the core clock. A read may be one byte longer than what
// is asked for; a write never.
#pragma once
#include "flash-library/controllers/spi/spi-nor-controller.hpp"

namespace xspi {

class SpiController final : public SpiNorController {
  public:
    explicit SpiController(const Timebase& timebase) : SpiNorController(timebase) {}

  private:
    TransferResult set_up(const NorSetup& setup) override;
    TransferResult exchange(const SpiHeader& header, const SpiData& data) override;
    void stop() override;

    void enable(bool wide) const;
    TransferResult finish();
    TransferResult exchange_bytes(const SpiHeader& header, const SpiData& data);
    TransferResult exchange_pairs(const SpiHeader& header, const SpiData& data);

    std::uint32_t control_ = 0; // CR1 without SPE and DFF
    bool has_fifo_ = false;
};

} // namespace xspi
