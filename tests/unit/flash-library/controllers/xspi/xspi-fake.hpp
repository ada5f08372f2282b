// XSPI as far as its driver can see it, from docs/hardware/xspi.md: what starts a transfer, FIFO, flags, what
// a busy controller ignores. Data come from and go to plain vectors; every access is kept by name.
#pragma once
#include "flash-library/controllers/xspi/xspi-registers.hpp"
#include "tests/unit/flash-library/core/mmio-fake.hpp"

#include <deque>
#include <map>

class XspiFake : public MmioFake {
  public:
    static constexpr std::uintptr_t kBase = 0x5200A000;

    struct Access {
        std::string name; // "CR", "DR8", "barrier", ...
        std::uint32_t value;
    };

    std::uint32_t read(std::uintptr_t address, unsigned bytes) override;
    void write(std::uintptr_t address, std::uint32_t value, unsigned bytes) override;
    void barrier() override { writes.push_back({"barrier", 0}); }

    std::uint32_t reg(std::uint32_t offset) const;
    std::vector<std::uint32_t> written(const std::string& name) const;
    std::size_t index_of(const std::string& name, std::size_t from = 0) const; // npos: never written
    unsigned aborts() const;
    std::uint32_t sr() const;

    std::vector<Access> writes;
    std::vector<std::string> mistakes; // what silicon would ignore or hang on
    unsigned starts = 0;
    unsigned word_reads = 0, byte_reads = 0;

    std::vector<std::uint8_t> answer;   // what the chip sends
    std::vector<std::uint8_t> sent;     // what was sent to it
    std::vector<std::uint8_t> statuses; // what polling sees, the last one for ever
    bool hang = false;                  // started transfers never move
    bool transfer_error = false;        // TEF instead of data
    bool level_stays_zero = false;      // H7R7: TCF without FTF
    std::uint32_t flags = 0;            // TEF, TCF, SMF
    bool busy = false;

  private:
    std::uint32_t mode() const { return reg(registers_cr()) >> 28 & 3; }
    static std::uint32_t registers_cr() { return xspi::registers::XSPI_CR; }
    void control(std::uint32_t value);
    void start_if(std::uint32_t trigger);
    void start();
    void refill();
    void poll_once();
    std::uint32_t pop(unsigned bytes);
    void push(std::uint32_t value, unsigned bytes);

    std::map<std::uint32_t, std::uint32_t> registers_;
    std::deque<std::uint8_t> fifo_;
    std::size_t to_arrive_ = 0;
    std::size_t arrived_ = 0;
    std::size_t polls_ = 0;
    std::uint32_t status_seen_ = 0;
    bool status_new_ = false;
};
