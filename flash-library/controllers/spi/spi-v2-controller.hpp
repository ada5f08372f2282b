// SPI of STM32H7 (TSIZE, TXDR, RXDR) as a controller of Commands. Freestanding: used by agent and flash-test.
//
// Four bytes an access, two accesses ahead at most: also SPI4 to SPI6, whose FIFOs hold eight bytes, then
// always have room, and no RXDR overruns. Its pins stay driven while SPE is 0 (AFCNTR): between transfers SCK
// would float.
#pragma once
#include "flash-library/controllers/spi/spi-nor-controller.hpp"

namespace xspi {

class SpiV2Controller final : public SpiNorController {
  public:
    explicit SpiV2Controller(const Timebase& timebase) : SpiNorController(timebase) {}

  private:
    TransferResult set_up(const NorSetup& setup) override;
    // Unsupported: more frames than TSIZE counts.
    TransferResult exchange(const SpiHeader& header, const SpiData& data) override;
    void stop() override;

    template <class Out, class In>
    TransferResult exchange_packets(std::uint32_t count, const Out& out, const In& in);
    void send_rest(const SpiHeader& header, const SpiData& data, std::uint32_t from) const;
    TransferResult take_rest(const SpiHeader& header, const SpiData& data, std::uint32_t from);
};

} // namespace xspi
