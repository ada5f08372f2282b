#include "flash-library/controllers/any-controller.hpp"
#include "flash-library/controllers/quadspi/quadspi-encoding.hpp"
#include "flash-library/controllers/xspi/xspi-encoding.hpp"

namespace xspi {

ControllerSettings controller_settings(const NorSetup& setup) {
    switch (setup.kind) {
    case ControllerKind::Xspi: break;
    case ControllerKind::QuadSpi: return quadspi::settings(setup);
    }
    return xspi_settings(setup);
}

NorController* AnyController::controller(ControllerKind kind) {
    switch (kind) {
    case ControllerKind::Xspi: return &xspi_;
    case ControllerKind::QuadSpi: return &quadspi_;
    }
    return nullptr; // from the other side of the probe: whatever it may say
}

TransferResult AnyController::configure(const NorSetup& setup) {
    NorController* const wanted = controller(setup.kind);
    if (wanted == nullptr) return TransferResult::Unsupported;
    chosen_ = wanted;
    return chosen_->configure(setup);
}

TransferResult AnyController::command(const Command& command, std::uint32_t address) {
    return chosen_->command(command, address);
}

TransferResult AnyController::read(const Command& command, std::uint32_t address,
                                   std::span<std::uint8_t> data) {
    return chosen_->read(command, address, data);
}

TransferResult AnyController::write(const Command& command, std::uint32_t address,
                                    std::span<const std::uint8_t> data) {
    return chosen_->write(command, address, data);
}

TransferResult AnyController::poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                                   std::uint32_t timeout_us, std::uint32_t& last_status) {
    return chosen_->poll(command, mask, match, timeout_us, last_status);
}

TransferResult AnyController::map(const Command& read, const Command& program) {
    return chosen_->map(read, program);
}

TransferResult AnyController::unmap() { return chosen_->unmap(); }

TransferResult AnyController::read_window(std::uint32_t address, std::span<std::uint8_t> data) {
    return chosen_->read_window(address, data);
}

} // namespace xspi
