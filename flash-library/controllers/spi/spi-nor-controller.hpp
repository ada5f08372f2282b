// A NOR chip on an SPI: transactions of bytes with NCS as a GPIO output. It maps nothing: map() keeps the
// command that read_window() then reads with. What differs between one SPI and the next is exchange().
#pragma once
#include "flash-library/controllers/spi/spi-header.hpp"
#include "flash-library/core/mmio.hpp"
#include "flash-library/core/timebase.hpp"
#include "flash-library/nor/nor-controller.hpp"

#include <cstdint>
#include <span>

namespace xspi {

// What follows the header: bytes to send, or room for what comes, or neither.
struct SpiData {
    std::span<const std::uint8_t> out;
    std::span<std::uint8_t> in;
    std::uint32_t size() const { return static_cast<std::uint32_t>(out.size() + in.size()); }
};

class SpiNorController : public NorController {
  public:
    // Timeout: the SPI stays busy. TransferError: its registers do not keep what was written. Unsupported:
    // not this kind, no chip select, or a division it cannot make.
    TransferResult configure(const NorSetup& setup) final;
    // Unsupported: more than one line, DTR, dummy cycles that are no whole bytes.
    TransferResult command(const Command& command, std::uint32_t address) final;
    TransferResult read(const Command& command, std::uint32_t address, std::span<std::uint8_t> data) final;
    TransferResult write(const Command& command, std::uint32_t address,
                         std::span<const std::uint8_t> data) final;
    TransferResult poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                        std::uint32_t timeout_us, std::uint32_t& last_status) override;
    TransferResult map(const Command& read, const Command& program) final;
    TransferResult unmap() final { return TransferResult::Done; }
    TransferResult read_window(std::uint32_t address, std::span<std::uint8_t> data) final;
    std::uint32_t failure_status() const final { return failure_status_; }

  protected:
    explicit SpiNorController(const Timebase& timebase) : timebase_(&timebase) {}
    ~SpiNorController() = default;

    // Master, mode 0, eight bits, NCS by software; from whatever an application left. NCS is high.
    virtual TransferResult set_up(const NorSetup& setup) = 0;
    // While NCS is low. Done: every bit is out, and the SPI stands still. TransferError: something was lost
    // on the way in.
    virtual TransferResult exchange(const SpiHeader& header, const SpiData& data) = 0;
    // Stops what is left of an exchange that failed.
    virtual void stop() = 0;

    void select() const;
    void deselect();
    // Between two looks at a status: none at first, when a page may end any moment; then the bus is left to
    // the probe.
    void pause_before(unsigned look) const;

    std::uint32_t get(std::uint32_t offset) const { return mmio_read32(base_ + offset); }
    void set(std::uint32_t offset, std::uint32_t value) const { mmio_write32(base_ + offset, value); }
    // Until `bits` are at `level` in the register at `offset`, which is SR.
    TransferResult await(std::uint32_t offset, std::uint32_t bits, bool level) {
        return ((get(offset) & bits) != 0) == level ? TransferResult::Done
                                                    : await_longer(offset, bits, level);
    }

    const Timebase* timebase_;
    std::uintptr_t base_ = 0;

  private:
    [[gnu::cold]] TransferResult await_longer(std::uint32_t offset, std::uint32_t bits, bool level);
    TransferResult transact(const Command& command, std::uint32_t address, const SpiData& data);

    std::uintptr_t select_register_ = 0; // GPIOx_BSRR
    std::uint32_t select_bit_ = 0;
    std::uint32_t high_since_ = 0; // by the cycle counter
    std::uint32_t failure_status_ = 0;
    Command window_read_{};
};

} // namespace xspi
