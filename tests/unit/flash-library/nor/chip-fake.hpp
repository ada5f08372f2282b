// A NOR chip behind a controller, as NorFlash sees both: write enable latch, busy time, fail flags, erase to
// 0xFF, programming that only clears bits and wraps inside its page. What a chip would ignore is kept as a
// mistake.
#pragma once
#include "flash-library/nor/nor-controller.hpp"
#include "tests/unit/flash-library/core/mmio-fake.hpp"

#include <functional>
#include <string>
#include <vector>

class ChipFake final : public xspi::NorController {
  public:
    static constexpr std::uint32_t kSize = 1u << 20, kPage = 256, kSector = 4096, kBlock = 65536;
    static constexpr std::uint32_t kPageUs = 150, kPageMaximumUs = 4000, kSectorUs = 25'000,
                                   kSectorMaximumUs = 400'000;

    explicit ChipFake(MmioFake& clock) : clock_(clock), memory(kSize, 0xFF) {}
    static xspi::NorSetup setup(bool even_only = false);
    static xspi::NorSetup eeprom(); // whose write replaces what is there

    xspi::TransferResult configure(const xspi::NorSetup& setup) override;
    xspi::TransferResult command(const xspi::Command& command, std::uint32_t address) override;
    xspi::TransferResult read(const xspi::Command& command, std::uint32_t address,
                              std::span<std::uint8_t> data) override;
    xspi::TransferResult write(const xspi::Command& command, std::uint32_t address,
                               std::span<const std::uint8_t> data) override;
    xspi::TransferResult poll(const xspi::Command& command, std::uint8_t mask, std::uint8_t match,
                              std::uint32_t timeout_us, std::uint32_t& last_status) override;
    xspi::TransferResult map(const xspi::Command& read, const xspi::Command& program) override;
    xspi::TransferResult unmap() override;
    xspi::TransferResult read_window(std::uint32_t address, std::span<std::uint8_t> data) override;
    std::uint32_t failure_status() const override { return 0x20; }

  private:
    bool busy() const { return clock_.cycles < busy_until_; }
    std::uint8_t status() const { return (busy() ? 1 : 0) | (enabled_ ? 2 : 0); }
    bool begin_writing(std::uint32_t us);
    void erase(std::uint32_t address, std::uint32_t size, std::uint32_t us);

    MmioFake& clock_;
    std::uint64_t busy_until_ = 0;
    std::uint8_t fail_ = 0;
    bool enabled_ = false;
    std::vector<std::uint8_t> prefetched_; // what the window shows: the memory when it was mapped

  public:
    std::vector<std::uint8_t> memory;
    std::vector<std::string> mistakes;
    bool mapped = false;
    unsigned maps = 0, programs = 0, erases = 0, polls = 0;
    std::size_t window_bytes = 0; // read through the window
    bool even_only = false, overwrites = false;

    std::function<void()> on_erase; // when one has begun
    std::uint32_t stuck_for_us = 0; // added to every busy time
    bool ignore_write_enable = false;
    bool fail_operations = false;                             // the chip's own fail flag, nothing changed
    xspi::TransferResult answer = xspi::TransferResult::Done; // other than Done: the controller's failure
};
