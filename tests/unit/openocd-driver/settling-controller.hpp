// A controller whose set-up can be seen in its registers, in front of a fake that has none.
#pragma once
#include "flash-library/controllers/any-controller.hpp"
#include "tests/unit/openocd-driver/target-fake.hpp"

class SettlingController final : public xspi::NorController {
  public:
    SettlingController(xspi::NorController& behind, BoardRegistersFake& registers)
        : behind_(behind), registers_(registers) {}

    xspi::TransferResult configure(const xspi::NorSetup& setup) override {
        for (const xspi::ControllerSetting& s : xspi::controller_settings(setup))
            registers_.write(s.address, s.value, 4);
        return behind_.configure(setup);
    }
    xspi::TransferResult command(const xspi::Command& c, std::uint32_t address) override {
        return behind_.command(c, address);
    }
    xspi::TransferResult read(const xspi::Command& c, std::uint32_t address,
                              std::span<std::uint8_t> data) override {
        return behind_.read(c, address, data);
    }
    xspi::TransferResult write(const xspi::Command& c, std::uint32_t address,
                               std::span<const std::uint8_t> data) override {
        return behind_.write(c, address, data);
    }
    xspi::TransferResult poll(const xspi::Command& c, std::uint8_t mask, std::uint8_t match,
                              std::uint32_t timeout_us, std::uint32_t& last_status) override {
        return behind_.poll(c, mask, match, timeout_us, last_status);
    }
    xspi::TransferResult map(const xspi::Command& read, const xspi::Command& program) override {
        return behind_.map(read, program);
    }
    xspi::TransferResult unmap() override { return behind_.unmap(); }
    xspi::TransferResult read_window(std::uint32_t address, std::span<std::uint8_t> data) override {
        return behind_.read_window(address, data);
    }
    std::uint32_t failure_status() const override { return behind_.failure_status(); }

  private:
    xspi::NorController& behind_;
    BoardRegistersFake& registers_;
};
