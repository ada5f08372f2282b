// XspiController as NorFlash's controller: with the MPU's window opened after the controller is mapped and
// closed before it is not.
#pragma once
#include "flash-library/core/window-guard.hpp"
#include "flash-library/nor/nor-controller.hpp"

namespace xspi {

class XspiLink final : public NorController {
  public:
    XspiLink(const Timebase& timebase, const WindowGuard& guard)
        : timebase_(timebase), guard_(guard), controller_(0, 0, timebase) {}

    TransferResult configure(const NorSetup& setup) override;
    TransferResult command(const Command& command, std::uint32_t address) override;
    TransferResult read(const Command& command, std::uint32_t address, std::span<std::uint8_t> data) override;
    TransferResult write(const Command& command, std::uint32_t address,
                         std::span<const std::uint8_t> data) override;
    TransferResult poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                        std::uint32_t timeout_us, std::uint32_t& last_status) override;
    TransferResult map(const Command& read, const Command& program) override;
    TransferResult unmap() override;
    void read_window(std::uint32_t address, std::span<std::uint8_t> data) override;
    std::uint32_t failure_status() const override { return controller_.failure_status(); }

  private:
    void close_window();

    const Timebase& timebase_;
    const WindowGuard& guard_;
    XspiController controller_;
    bool open_ = false;
};

} // namespace xspi
