// A Macronix octal NOR as the agent's controller reaches it: answers in the mode it is in, by RDID, SFDP and
// its own opcodes. Time does not pass in it; what is wrong with it is switched on by a test.
#pragma once
#include "flash-library/nor/nor-controller.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

class OctalChipFake final : public xspi::NorController {
  public:
    static constexpr std::uint32_t kSize = 32u << 20;

    OctalChipFake();
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

    void reset() { octal = write_enabled_ = mapped = false; }

    std::vector<std::uint8_t> memory;
    std::span<const std::uint8_t> sfdp;
    std::uint32_t identity = 0xC28139;
    bool octal = false;
    bool mapped = false;
    unsigned erases = 0, programs = 0, resets = 0;
    std::vector<std::uint32_t> prescalers; // of each Setup

    std::uint8_t status = 0, configuration = 7, security = 0; // BP; TB; WPSEL
    bool status_is_locked = false;                            // SRWD with WP# low
    bool dpb_locked = false;                                  // one for all blocks
    // SST26VF064B's block-protection register; empty: another chip. Its D8h erases by address.
    std::vector<std::uint8_t> locks;
    bool locks_are_down = false;          // LBPR
    bool absent = false;                  // nothing drives the data lines
    std::uint8_t octal_stuck_low = 0;     // lines that read low in 8D-8D-8D
    std::uint32_t wrong_from = 0;         // first address whose programming goes wrong:
    std::uint8_t programs_wrong_last = 0; // bits that come out inverted in the last byte of every page
    std::uint8_t programs_wrong = 0;      // bits that come out inverted in the first byte of every page
    bool stuck_busy = false;
    bool reports_failure = false;
    bool fails_over = false; // a program that would have to turn 0 into 1 fails
    std::function<void(const xspi::Command&)> on_read = [](const xspi::Command&) {};
    bool unreadable_window = false; // reads through the window come out inverted, once

  private:
    bool hears(const xspi::Command& command) const;
    bool locked(std::uint32_t address) const;
    std::uint32_t block_size(std::uint32_t address) const; // what D8h erases
    std::uint8_t register_value(std::uint8_t opcode) const;

    bool write_enabled_ = false;
    bool failed_over_ = false; // the last program
};
