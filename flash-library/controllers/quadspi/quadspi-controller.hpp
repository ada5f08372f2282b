// QUADSPI of STM32F412, F413, F446, F469, F7 and H742..H755 as a controller of Commands: indirect mode,
// automatic status polling, memory-mapped reads. Opcodes of one byte, phases on 1, 2 or 4 lines, DTR in all
// phases but the opcode. Freestanding: used by agent, bootloader and flash-test.
//
// Errata that shape it, by their numbers in ES0290 (F74x; ES0321 and ES0298 have the same for F46x and F446),
// ES0392 rev 15 (H742, H743, H750, H753) and ES0396 (H750, H753):
//  - first nibble of data written after dummy cycles is lost (ES0290 2.4.2, ES0396 2.6.1): write() refuses
//    commands with dummy cycles; no NOR programs with them;
//  - extra data in the FIFO at the end of a read (ES0290 2.4.1): read() takes out and drops what is left;
//  - wrong data from the window when it is opened with an AR that is no multiple of four (ES0290 2.4.3):
//    map() sets AR to 0;
//  - the timeout counter spoils mapped reads (ES0290 2.4.4): CR.TCEN stays 0, NCS rises with the abort;
//  - an access to the window outside mapped mode clears AR (ES0290 2.4.5): GuardedController closes it;
//  - CCR = 0 leaves BUSY set (ES0396 2.6.2): CCR always has an opcode phase; should BUSY stay, EN goes off;
//  - a read of data alone hangs (ES0396 2.6.3): every command has an opcode;
//  - the last bytes of what FSIZE covers read as 0, and then stall the bus with the debugger on it (ES0392
//    2.7.5): FSIZE is that of a chip twice as large;
//  - internal timing criticality (ES0392 2.7.4): kQuirkTimingCriticality;
//  - FTHRES bit 4 does not exist on F4 and F7 (confirmed by ST, not in the sheets): FTHRES is 3.
// With HCLK as kernel clock PRESCALER must not be 0 (ES0392 2.7.6): who chooses the clock sees to that.
#pragma once
#include "flash-library/controllers/fifo.hpp"
#include "flash-library/core/timebase.hpp"
#include "flash-library/nor/nor-controller.hpp"

#include <cstdint>
#include <span>

namespace xspi {

namespace registers {
enum class QuadSpiMode : std::uint32_t;
}

class QuadSpiController final : public NorController {
  public:
    explicit QuadSpiController(const Timebase& timebase) : timebase_(&timebase) {}

    // Leaves memory-mapped mode, stops what runs, sets CR and DCR, enables. setup.chip.size: a power of two.
    // An address beyond twice that is a TransferError; between once and twice the chip sees it, and most
    // wrap. Timeout: it stays BUSY.
    TransferResult configure(const NorSetup& setup) override;

    // Unsupported: eight lines, an opcode of two bytes or in DTR, DQS, DTR with setup.prescaler 0, dummy
    // cycles before written data. With two chips data move in pairs, one byte for each: an odd read fetches
    // one byte more and drops it, an odd write repeats its last byte.
    TransferResult command(const Command& command, std::uint32_t address) override;
    TransferResult read(const Command& command, std::uint32_t address, std::span<std::uint8_t> data) override;
    TransferResult write(const Command& command, std::uint32_t address,
                         std::span<const std::uint8_t> data) override;
    // With two chips: until both match. last_status is the first one's in bits 7:0, the second's in 15:8.
    TransferResult poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                        std::uint32_t timeout_us, std::uint32_t& last_status) override;
    // QUADSPI has no mapped writes: a store to the window is a bus error, `program` does not count.
    TransferResult map(const Command& read, const Command& program) override;
    TransferResult unmap() override;
    TransferResult read_window(std::uint32_t address, std::span<std::uint8_t> data) override;
    bool mapped() const { return mapped_; }

    std::uint32_t failure_status() const override { return failure_status_; }

  private:
    std::uint32_t get(std::uint32_t offset) const;
    void set(std::uint32_t offset, std::uint32_t value) const;
    bool possible(const Command& command) const;
    std::uint32_t wire_length(std::size_t length) const;
    TransferResult begin(const Command& command);
    void start(const Command& command, registers::QuadSpiMode mode, std::uint32_t address,
               std::uint32_t length) const;
    FifoPort fifo() const;
    TransferResult finish();
    TransferResult drop_rest();
    TransferResult settle_timing();
    TransferResult wait(StatusCondition ready);
    TransferResult wait_idle();
    [[gnu::cold]] TransferResult abort();
    [[gnu::cold]] TransferResult fail(TransferResult result, std::uint32_t sr);

    const Timebase* timebase_;
    std::uintptr_t base_ = 0;
    std::uintptr_t window_ = 0;
    std::uint32_t control_ =
        0; // CR: EN, APMS, FTHRES, PRESCALER, FSEL or DFM; SSHIFT comes with each command
    std::uint32_t failure_status_ = 0;
    bool sample_shift_ = false;
    bool mapped_ = false; // by map(): CR or CCR need not be read for each transaction
    bool timing_criticality_ = false;
};

} // namespace xspi
