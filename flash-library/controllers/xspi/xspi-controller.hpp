// XSPI of STM32H7R/S as a controller of Commands: indirect mode, automatic status polling, memory-mapped
// mode. Freestanding: used by agent, bootloader and flash-test.
//
//     Timebase timebase(600'000'000);                    // timebase.start() once
//     XspiController controller(timebase);
//     controller.configure(setup);                       // setup.controller_base = 0x5200A000
//     controller.command(write_enable, 0);
//     controller.map(read, program);
//
// A transaction that stalls for kStallUs, or a poll past its timeout, is a Timeout; the controller is then
// brought back to idle.
#pragma once
#include "flash-library/controllers/fifo.hpp"
#include "flash-library/core/timebase.hpp"
#include "flash-library/nor/nor-controller.hpp"

#include <cstdint>
#include <span>

namespace xspi {

namespace registers {
enum class FMODE : std::uint32_t;
}

class XspiController final : public NorController {
  public:
    explicit XspiController(const Timebase& timebase) : timebase_(&timebase) {}

    // Leaves memory-mapped mode, stops what runs, sets DCR1..4 and CR, enables. setup.chip: size, a power of
    // two, and swap_bytes (MTYP Macronix). Timeout: it stays BUSY (kernel clock missing).
    TransferResult configure(const NorSetup& setup) override;

    // In octal DTR data move in pairs: an odd read fetches one byte more and drops it, an odd write repeats
    // its last byte (right for registers; who programs an array pads).
    TransferResult command(const Command& command, std::uint32_t address) override;
    TransferResult read(const Command& command, std::uint32_t address, std::span<std::uint8_t> data) override;
    TransferResult write(const Command& command, std::uint32_t address,
                         std::span<const std::uint8_t> data) override;
    TransferResult poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                        std::uint32_t timeout_us, std::uint32_t& last_status) override;

    // Without a program command a store to the window sends opcode 0, which no NOR takes for a write.
    TransferResult map(const Command& read, const Command& program) override;
    TransferResult unmap() override;
    TransferResult read_window(std::uint32_t address, std::span<std::uint8_t> data) override;
    bool mapped() const { return mapped_; }

    std::uint32_t failure_status() const override { return failure_status_; }

  private:
    std::uint32_t get(std::uint32_t offset) const;
    void set(std::uint32_t offset, std::uint32_t value) const;
    void set_mode(registers::FMODE mode) const;
    TransferResult begin(registers::FMODE mode);
    void start(const Command& command, std::uint32_t address, std::uint32_t length) const;
    FifoPort fifo() const;
    TransferResult finish();
    TransferResult wait(StatusCondition ready);
    TransferResult wait_idle();
    [[gnu::cold]] TransferResult abort();
    [[gnu::cold]] TransferResult fail(TransferResult result, std::uint32_t sr);

    const Timebase* timebase_;
    std::uintptr_t base_ = 0;
    std::uintptr_t window_ = 0;
    std::uint32_t control_ = 0; // CR without FMODE: EN, APMS, FTHRES, CSSEL
    std::uint32_t failure_status_ = 0;
    bool sample_shift_ = false;
    bool mapped_ = false; // by map(): CR or CCR need not be read for each transaction
};

} // namespace xspi
