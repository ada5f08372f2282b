// Whichever controller a set-up names: for a program that learns it only when it runs (the agent). A program
// for one board takes ControllerFor<kind> and carries no other.
#pragma once
#include "flash-library/controllers/controller-settings.hpp"
#include "flash-library/controllers/quadspi/quadspi-controller.hpp"
#include "flash-library/controllers/xspi/xspi-controller.hpp"

#include <type_traits>

namespace xspi {

template <ControllerKind kind> using ControllerFor =
    std::conditional_t<kind == ControllerKind::QuadSpi, QuadSpiController, XspiController>;

ControllerSettings controller_settings(const NorSetup& setup);

class AnyController final : public NorController {
  public:
    explicit AnyController(const Timebase& timebase) : xspi_(timebase), quadspi_(timebase) {}

    // Unsupported for a kind that is none of ours; what was configured before stays so.
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
    std::uint32_t failure_status() const override { return chosen_->failure_status(); }

  private:
    AnyController(const AnyController&) = delete;
    NorController* controller(ControllerKind kind);

    XspiController xspi_;
    QuadSpiController quadspi_;
    NorController* chosen_ = &xspi_;
};

} // namespace xspi
