// QUADSPI as far as its driver can see it, from RM0433, RM0385, RM0386 and the errata sheets: what starts a
// transfer, FIFO, flags, what a busy controller ignores, what wedges it. Data come from and go to plain
// vectors; every write is kept in its order.
#pragma once
#include "flash-library/controllers/quadspi/quadspi-registers.hpp"
#include "tests/unit/flash-library/core/mmio-fake.hpp"

#include <deque>
#include <map>

class QuadSpiFake : public MmioFake {
  public:
    static constexpr std::uintptr_t kBase = 0x52005000;
    static constexpr std::uintptr_t kWindow = 0x90000000;

    std::uint32_t read(std::uintptr_t address, unsigned bytes) override;
    void write(std::uintptr_t address, std::uint32_t value, unsigned bytes) override;
    void barrier() override { log.push_back("barrier"); }

    std::uint32_t reg(std::uint32_t offset) const;
    std::vector<std::string> log;      // "CR 00000001", "DR8 000000FF", "barrier"
    std::vector<std::string> mistakes; // what silicon would ignore, hang on or answer with rubbish
    unsigned starts = 0, aborts = 0, switched_off = 0;
    unsigned word_reads = 0, byte_reads = 0;

    std::vector<std::uint8_t> answer;   // what the chip sends
    std::vector<std::uint8_t> sent;     // what was sent to it
    std::vector<std::uint8_t> statuses; // what polling sees, the last one for ever
    std::vector<std::uint8_t> memory;   // behind the window
    std::size_t extra = 0;              // bytes too many in the FIFO at a read's end
    bool hang = false;                  // started transfers never move
    bool transfer_error = false;        // TEF instead of data
    bool wedged = false;                // BUSY whatever happens, but for EN = 0
    unsigned abort_looks = 3;           // looks until ABORT falls; BUSY may be one ahead of it
    std::uint32_t flags = 0;            // TEF, TCF, SMF
    bool busy = false;

  private:
    std::uint32_t field(std::uint32_t offset, unsigned position, std::uint32_t mask) const;
    std::uint32_t mode() const { return field(xspi::registers::QUADSPI_CCR, 26, 3); }
    bool address_phase() const { return field(xspi::registers::QUADSPI_CCR, 10, 3) != 0; }
    bool data_phase() const { return field(xspi::registers::QUADSPI_CCR, 24, 3) != 0; }
    bool two_chips() const { return field(xspi::registers::QUADSPI_CR, 6, 1) != 0; }
    std::uint32_t status();
    void go_on_aborting();
    std::uint32_t window(std::uintptr_t address);
    void write_control(std::uint32_t value);
    void write_configuration(std::uint32_t value);
    void write_address(std::uint32_t value);
    void look_at_phases();
    void start();
    void refill();
    void poll_once();
    std::uint32_t pop(unsigned bytes);
    void push(std::uint32_t value, unsigned bytes);
    void send();
    void stop();

    std::map<std::uint32_t, std::uint32_t> registers_;
    std::deque<std::uint8_t> fifo_;
    std::size_t to_arrive_ = 0, arrived_ = 0, polls_ = 0, extra_left_ = 0;
    std::uint32_t status_seen_ = 0;
    unsigned abort_left_ = 0;
    bool status_new_ = false;
};
