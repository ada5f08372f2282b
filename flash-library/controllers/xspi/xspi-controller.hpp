// XSPI of STM32H7R/S as a controller of Commands: indirect mode, automatic status polling, memory-mapped
// mode. Freestanding: used by agent, bootloader and flash-test. Pins, clocks and supply are up before
// (RegisterOps).
//
//     Timebase timebase(600'000'000);                    // timebase.start() once
//     XspiController controller(0x5200A000, 0x70000000, timebase);
//     controller.configure(3, 32u << 20, true, 0);
//     controller.command(write_enable, 0);
//     controller.map(read);
//
// Every wait ends: a transaction that stalls for kStallUs, or a poll past its timeout, is a Timeout; the
// controller is then brought back to idle. After anything but Done failure_status() is the SR as it was when
// that was noticed.
#pragma once
#include "flash-library/command.hpp"
#include "flash-library/core/timebase.hpp"

#include <cstdint>
#include <span>

namespace xspi {

namespace registers {
enum class FMODE : std::uint32_t;
}

enum class TransferResult { Done, Timeout, TransferError };

class XspiController {
  public:
    // Longest time without a byte moving: 32 bits on one line at 15 kHz take 2 ms.
    static constexpr std::uint32_t kStallUs = 10'000;

    constexpr XspiController(std::uintptr_t registers_base, std::uintptr_t window_base,
                             const Timebase& timebase)
        : base_(registers_base), window_(window_base), timebase_(&timebase) {}

    // Whatever state an application left it in: leaves memory-mapped mode, stops what runs, sets DCR1..4 and
    // CR, enables. prescaler: kernel clock / (n + 1). chip_size: bytes, a power of two. swap_bytes: MTYP
    // Macronix. chip_select: 0 NCS1, 1 NCS2. Timeout: it stays BUSY (kernel clock missing).
    TransferResult configure(unsigned prescaler, std::uint32_t chip_size, bool swap_bytes,
                             unsigned chip_select);

    // All five leave memory-mapped mode first. `address` counts only when the command has an address.
    // In octal DTR data move in pairs: an odd read fetches one byte more and drops it, an odd write repeats
    // its last byte (right for registers; who programs an array pads). The address goes out as it is given.
    TransferResult command(const Command& command, std::uint32_t address); // no data
    TransferResult read(const Command& command, std::uint32_t address, std::span<std::uint8_t> data);
    TransferResult write(const Command& command, std::uint32_t address, std::span<const std::uint8_t> data);
    // Repeats a one-byte register read until (byte & mask) == match; last_status: the newest byte read.
    TransferResult poll(const Command& command, std::uint32_t address, std::uint8_t mask, std::uint8_t match,
                        std::uint32_t timeout_us, std::uint32_t& last_status);

    // Memory-mapped mode, afresh: what had been fetched ahead is dropped. `program` is what a store to the
    // window sends; without it a store sends opcode 0, which no NOR takes for a write.
    TransferResult map(const Command& read, const Command& program = {});
    TransferResult unmap(); // Done and nothing else when it is not mapped
    bool mapped() const;

    std::uint32_t status() const; // SR now
    std::uint32_t failure_status() const { return failure_status_; }
    std::uintptr_t window() const { return window_; }

  private:
    class Sink;

    std::uint32_t get(std::uint32_t offset) const;
    void set(std::uint32_t offset, std::uint32_t value) const;
    void set_mode(registers::FMODE mode) const;
    TransferResult begin(registers::FMODE mode);
    void start(const Command& command, std::uint32_t address, std::uint32_t length) const;
    TransferResult drain(Sink sink, std::uint32_t length);
    TransferResult fill(std::span<const std::uint8_t> data, std::uint32_t length);
    TransferResult finish();
    template <class Ready> TransferResult wait_until(Ready ready, std::uint32_t& sr); // xspi-wait.hpp
    TransferResult wait_idle();
    TransferResult abort();
    TransferResult fail(TransferResult result, std::uint32_t sr);

    std::uintptr_t base_;
    std::uintptr_t window_;
    const Timebase* timebase_;
    std::uint32_t control_ = 0; // CR without FMODE: EN, APMS, FTHRES, CSSEL
    std::uint32_t failure_status_ = 0;
};

} // namespace xspi
