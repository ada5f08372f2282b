// SPIs as RM0090 28.3 (F4), RM0410 35.5 (F7: FIFOs of 32 bits) and RM0433 50.4 (H7) describe them, with a
// memory on the wires that records what it hears. A frame takes a few looks at SR.
#pragma once
#include "flash-library/controllers/spi/spi-controller.hpp"
#include "flash-library/controllers/spi/spi-v2-controller.hpp"
#include "tests/unit/flash-library/core/mmio-fake.hpp"

#include <deque>
#include <map>
#include <string>
#include <vector>

inline constexpr std::uint32_t kSpiBase = 0x40013000, kSelectRegister = 0x40020018;

class SpiFake : public MmioFake {
  public:
    using Bytes = std::vector<std::uint8_t>;
    std::vector<Bytes> transactions;     // what went out while NCS was low
    std::vector<std::string> violations; // of the manual
    std::vector<std::uint32_t> widths;   // of accesses to the data registers, in bytes
    unsigned gaps = 0;                   // looks at which the clock rested inside a transaction
    unsigned halt_at = 0;                // look at which the core was halted while the clock ran on; 0: never
    bool dead = false;                   // the clock does not run
    std::uint32_t stuck_bits = 0;        // of CR1 or CFG1: cannot be set

    void write(std::uintptr_t address, std::uint32_t value, unsigned bytes) final;
    std::uint32_t read(std::uintptr_t address, unsigned bytes) final;
    bool selected() const { return selected_; }
    // The memory's n-th byte of an answer, whatever it was asked.
    static std::uint8_t answer(std::size_t n) { return static_cast<std::uint8_t>(n * 7 + 3); }

  protected:
    virtual void put(std::uint32_t offset, std::uint32_t value, unsigned bytes) = 0;
    virtual std::uint32_t get(std::uint32_t offset, unsigned bytes) = 0;
    virtual bool busy() const = 0;
    std::uint8_t clock_byte(std::uint8_t out); // what comes back
    void complain(const std::string& what) { violations.push_back(what); }

  private:
    bool selected_ = false;
};

// F4 and F7.
class SpiV1Fake : public SpiFake {
  public:
    explicit SpiV1Fake(bool fifo) : fifo_(fifo) {}

  private:
    void put(std::uint32_t offset, std::uint32_t value, unsigned bytes) override;
    std::uint32_t get(std::uint32_t offset, unsigned bytes) override;
    bool busy() const override { return shifting_ || trailing_ != 0; }
    void control(std::uint32_t value);
    unsigned frame_bytes() const;
    std::size_t transmit_room() const;
    void advance();

    bool fifo_;
    std::uint32_t cr1_ = 0, cr2_ = 0, i2scfgr_ = 0;
    std::deque<std::uint32_t> transmit_, receive_;
    bool shifting_ = false;
    bool overrun_ = false, dr_was_read_ = false;
    unsigned trailing_ = 0; // looks: BSY falls a little after the last frame has come
    std::uint32_t frame_ = 0;
    unsigned looks_ = 0, all_looks_ = 0;
};

// H7.
class SpiV2Fake : public SpiFake {
  public:
    explicit SpiV2Fake(std::size_t fifo_bytes) : depth_(fifo_bytes) {}

  private:
    void put(std::uint32_t offset, std::uint32_t value, unsigned bytes) override;
    std::uint32_t get(std::uint32_t offset, unsigned bytes) override;
    bool busy() const override { return started_ && done_ < size_; }
    void control(std::uint32_t value);
    std::uint32_t status() const;
    void advance();

    std::size_t depth_;
    std::map<std::uint32_t, std::uint32_t> words_;
    std::deque<std::uint8_t> transmit_, receive_;
    bool enabled_ = false, started_ = false;
    std::size_t size_ = 0, accepted_ = 0, done_ = 0;
};
