// A quad chip as the agent's controller reaches it.
#pragma once
#include "flash-library/nor/nor-controller.hpp"
#include "tests/unit/flash-library/nor/quad-chip-fake.hpp"

#include <utility>

class QuadChipController final : public xspi::NorController {
  public:
    explicit QuadChipController(QuadChipFake& chip) : chip_(chip) {}

    xspi::TransferResult configure(const xspi::NorSetup& setup) override {
        chip_.configure(setup.chip, setup.prescaler);
        return xspi::TransferResult::Done;
    }
    xspi::TransferResult command(const xspi::Command& command, std::uint32_t address) override {
        return write(command, address, {});
    }
    xspi::TransferResult read(const xspi::Command& command, std::uint32_t address,
                              std::span<std::uint8_t> data) override {
        chip_.read(command, address, data);
        return xspi::TransferResult::Done;
    }
    xspi::TransferResult write(const xspi::Command& command, std::uint32_t address,
                               std::span<const std::uint8_t> data) override {
        xspi::Sequence sequence;
        sequence.count = 1;
        xspi::SequenceStep& step = sequence.steps[0];
        step.command = command;
        step.address = address;
        for (const std::uint8_t byte : data) step.data[step.data_length++] = byte;
        chip_.play(sequence);
        return xspi::TransferResult::Done;
    }
    xspi::TransferResult poll(const xspi::Command& command, std::uint8_t mask, std::uint8_t match,
                              std::uint32_t, std::uint32_t& last_status) override {
        std::uint8_t status = 0;
        chip_.read(command, 0, {&status, 1});
        last_status = status;
        return (status & mask) == match ? xspi::TransferResult::Done : xspi::TransferResult::Timeout;
    }
    xspi::TransferResult map(const xspi::Command& read, const xspi::Command&) override {
        window_ = read;
        return xspi::TransferResult::Done;
    }
    xspi::TransferResult unmap() override { return xspi::TransferResult::Done; }
    using WindowResult =
        decltype(std::declval<xspi::NorController&>().read_window(0, std::span<std::uint8_t>{}));
    WindowResult read_window(std::uint32_t address, std::span<std::uint8_t> data) override {
        chip_.read(window_, address, data);
        return WindowResult();
    }
    std::uint32_t failure_status() const override { return 0x20; }

    const xspi::Command& window() const { return window_; }

  private:
    QuadChipFake& chip_;
    xspi::Command window_;
};
