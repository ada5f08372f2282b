// The SPI of STM32F4 (RM0090, SPI functional description: one frame of 8 or 16 bits in a buffer) and of
// STM32F7 (RM0385 and RM0410: FIFOs of 32 bits, frames of 4 to 16 bits), as a master.
//
// One constructor and one wiring for both; kernel_hz is the clock of the APB that it hangs on. See
// spi-peripheral.hpp for what a microcontroller has to do. Not modelled: slave mode, I2S, TI mode, CRC; the
// DMA requests are bits that nobody looks at.
#pragma once
#include "ip/byte-fifo.hpp"
#include "ip/spi/spi-peripheral.hpp"
#include "ip/spi/spi-registers.hpp"

namespace vb {

enum class SpiKind { F4, F7 };

class Spi final : public SpiPeripheral {
  public:
    Spi(SpiKind kind, Timeline& timeline, Violations& violations, const Pads& pads,
        InterruptLines& interrupts, SpiWiring wiring);

    void reset() override;

  protected:
    std::optional<std::uint32_t> load_lanes(std::uint32_t offset, std::uint32_t lanes,
                                            Master master) override;
    bool store_lanes(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes, Master master) override;
    void frame_done(std::uint32_t received, Picoseconds at) override;
    bool interrupt() const override;

  private:
    bool has_fifo() const { return kind_ == SpiKind::F7; }
    bool cr1(std::uint32_t bits) const { return peek(spi::kCr1) & bits; }
    bool cr2(std::uint32_t bits) const { return peek(spi::kCr2) & bits; }
    unsigned frame_bits() const;
    unsigned frame_bytes() const { return frame_bits() > 8 ? 2 : 1; }
    unsigned fifo_bytes() const { return has_fifo() ? 4 : frame_bytes(); }
    bool receives() const;
    bool receives_only() const;
    bool txe() const;
    bool rxne() const;
    std::uint32_t status() const;
    std::uint32_t level_of(std::size_t bytes) const;

    void store_cr1(std::uint32_t value);
    void store_cr2(std::uint32_t value);
    void check_locked(const char* reg, std::uint32_t changed);
    void check_modelled();
    void check_mode_fault();
    void disable();
    void drive_nss();
    void write_data(unsigned size, std::uint32_t value);
    std::uint32_t read_data(unsigned size);
    std::uint32_t read_status();
    void start(Picoseconds at);
    Picoseconds pulse_nss(Picoseconds at);

    const SpiKind kind_;
    ByteFifo<4> tx_, rx_;
    std::uint32_t flags_ = 0;          // MODF, OVR
    bool data_read_after_ovr_ = false; // the first half of OVR's clearing
    bool status_seen_after_modf_ = false;
    std::uint32_t last_read_ = 0;
};

} // namespace vb
