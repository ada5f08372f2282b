// The SPI of STM32H7 (RM0433, "SPI2S"): packets in FIFOs, transfers of TSIZE frames, a kernel clock of its
// own. As a master.
//
// The same wiring as Spi's (spi.hpp); kernel_hz is what the RCC's SPInSEL chooses, fifo_bytes is 16 of SPI1
// to SPI3 and 8 of SPI4 to SPI6. Not modelled: slave mode, I2S, TI mode, CRC; the DMA requests are bits that
// nobody looks at.
#pragma once
#include "ip/byte-fifo.hpp"
#include "ip/spi/spi-peripheral.hpp"
#include "ip/spi/spi-v2-registers.hpp"

namespace vb {

class SpiV2 final : public SpiPeripheral {
  public:
    SpiV2(Timeline& timeline, Violations& violations, const Pads& pads, InterruptLines& interrupts,
          SpiWiring wiring);

    void reset() override;

  protected:
    std::optional<std::uint32_t> load_lanes(std::uint32_t offset, std::uint32_t lanes,
                                            Master master) override;
    bool store_lanes(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes, Master master) override;
    void frame_done(std::uint32_t received, Picoseconds at) override;
    bool interrupt() const override;

  private:
    static constexpr std::size_t kMostBytes = 16;

    bool cr1(std::uint32_t bits) const { return peek(spi_v2::kCr1) & bits; }
    bool cfg2(std::uint32_t bits) const { return peek(spi_v2::kCfg2) & bits; }
    bool enabled() const { return cr1(spi_v2::cr1::SPE); }
    bool started() const { return cr1(spi_v2::cr1::CSTART); }
    unsigned frame_bits() const { return spi_v2::field(peek(spi_v2::kCfg1), spi_v2::cfg1::DSIZE_Pos, 5) + 1; }
    unsigned frame_bytes() const { return frame_bits() > 16 ? 4 : frame_bits() > 8 ? 2 : 1; }
    unsigned packet_bytes() const;
    std::uint32_t comm() const { return spi_v2::field(peek(spi_v2::kCfg2), spi_v2::cfg2::COMM_Pos, 2); }
    bool transmits() const { return comm() < 2 || (comm() == 3 && cr1(spi_v2::cr1::HDDIR)); }
    bool receives() const { return comm() == 0 || comm() == 2 || (comm() == 3 && !transmits()); }
    std::size_t room(const ByteFifo<kMostBytes>& fifo) const { return wiring().fifo_bytes - fifo.size(); }
    std::uint64_t clock_hz() const;
    bool counted() const { return peek(spi_v2::kCr2) & 0xFFFF; } // TSIZE
    std::uint32_t status() const;

    // Registers: spi-v2.cpp
    void store_register(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes);
    void store_cr1(std::uint32_t value);
    void store_cr2(std::uint32_t value);
    bool refuse_while_enabled(const char* reg, std::uint32_t changed);
    void check_modelled();
    void check_packet();
    void check_mode_fault();
    void check_floating_clock();
    void enable();
    void disable();
    void drive_nss();

    // Transfers: spi-v2-transfer.cpp
    void request_start();
    void request_suspend();
    void suspend();
    void next_frame(Picoseconds at);
    bool may_go_on();
    void end_of_count(Picoseconds at);
    void write_data(unsigned size, std::uint32_t value);
    std::uint32_t read_data(unsigned size);

    ByteFifo<kMostBytes> tx_, rx_;
    std::uint32_t flags_ = 0; // latched bits of SR
    // Frames of a counted transfer that TXDR has taken, that have begun, and that have ended.
    std::uint32_t total_ = 0, accepted_ = 0, begun_ = 0, ended_ = 0;
    bool suspending_ = false, suspended_ = false; // by CSUSP
    bool stuck_ = false;                          // the erratum: nothing goes on before SPE has been 0
    std::optional<Picoseconds> ended_at_;         // EOT, with SPE 1 ever since
    bool first_frame_ = false;                    // of a transfer
};

} // namespace vb
