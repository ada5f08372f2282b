// Any controller with the MPU's window: opened once the controller is mapped, closed before it is not. An
// access to the window of a controller that is not mapped is a bus error, a hang, or spoils a register
// (QUADSPI_AR, ES0290 2.4.5).
#pragma once
#include "flash-library/core/window-guard.hpp"
#include "flash-library/nor/nor-controller.hpp"

namespace xspi {

class GuardedController final : public NorController {
  public:
    // Both outlive this object; the guard has started.
    GuardedController(NorController& controller, const WindowGuard& guard)
        : controller_(controller), guard_(guard) {}

    TransferResult configure(const NorSetup& setup) override;
    TransferResult command(const Command& command, std::uint32_t address) override;
    TransferResult read(const Command& command, std::uint32_t address, std::span<std::uint8_t> data) override;
    TransferResult write(const Command& command, std::uint32_t address,
                         std::span<const std::uint8_t> data) override;
    TransferResult poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                        std::uint32_t timeout_us, std::uint32_t& last_status) override;
    TransferResult map(const Command& read, const Command& program) override;
    TransferResult unmap() override;
    TransferResult read_window(std::uint32_t address, std::span<std::uint8_t> data) override;
    std::uint32_t failure_status() const override { return controller_.failure_status(); }

  private:
    void close_window();

    NorController& controller_;
    const WindowGuard& guard_;
    std::uintptr_t window_ = 0; // 0: it maps nothing
    bool open_ = false;
};

} // namespace xspi
